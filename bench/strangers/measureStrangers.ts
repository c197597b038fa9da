import { DLIB_RESNET } from '../../faces/engine/dlibResnet.ts';
import { type Strangers, strangersLimit } from '../../faces/match/strangersLimit.ts';
import { AccuracyError } from '../accuracy/AccuracyError.ts';
import type { Describer } from '../accuracy/Describer.ts';
import { comparePhotos } from '../accuracy/statistics/comparePhotos.ts';
import { type OpenSet, openSet } from '../accuracy/statistics/openSet.ts';
import { withinPhotos } from '../calibrate/alike.ts';
import type { Described } from '../calibrate/describeSets.ts';
import { fitAlike } from '../calibrate/fitAlike.ts';
import { type Simulated, simulate } from './simulate.ts';
import { sourceOf } from './sourceOf.ts';

export interface StrangersReport {
  /** People as the stored parameters have them, and as the photos of strangers alone do. */
  synthetic: { shape: number; sizes: Simulated[] }[];
  real: OpenSet;
  rates: number[];
}

const SIZES = [
  { enrolled: 10, strangers: 30_000 },
  { enrolled: 100, strangers: 30_000 },
  { enrolled: 1000, strangers: 20_000 },
  { enrolled: 10_000, strangers: 10_000 },
];
const RATES = [0.001, 0.01];
const FIXED = [0.55, 0.6];
const SPLITS = 1000;
/** Any number will do, as long as it is always the same one. */
const SEED = 1;

/** @throws AccuracyError where there are no photos of strangers, or the space has no parameters. */
export function measureStrangers(described: Described, { space, distance }: Describer): StrangersReport {
  const fit = parametersOf(space);
  const source = sourceOf(described);
  if (source.alike.length < 2 || source.photos.length === 0)
    throw new AccuracyError(
      'Synthetic people are made of strangers and of photos of people who have three or more: name photos of several ' +
        'people with --strangers, and a folder with such people.',
    );
  const own = fitAlike([{ name: 'in one photo', pairs: withinPhotos(described.strangers, distance) }]);
  const asked = { sizes: SIZES, rates: RATES, distances: FIXED, fit, seed: SEED };
  const real = comparePhotos(described.people, distance);
  const limits = RATES.map((rate) => strangersLimit(rate, Math.floor(real.people / 2), fit));
  return {
    synthetic: [fit, { ...fit, shape: own.shape }].map((hardness) => ({
      shape: hardness.shape,
      sizes: simulate(source, { ...asked, hardness }),
    })),
    real: openSet(real, { fpirs: [], distances: [...limits, ...FIXED], splits: SPLITS, seed: SEED }),
    rates: RATES,
  };
}

function parametersOf(name: string): Strangers {
  const space = Object.values(DLIB_RESNET.spaces).find((one) => one.name === name);
  if (space?.strangers) return space.strangers;
  throw new AccuracyError(
    `In the space ${name} nothing is stored of strangers, and that is what is measured. Unset RECOGNISER.`,
  );
}
