import { AccuracyError } from './AccuracyError.ts';
import type { Sample } from './describeAll.ts';
import type { NamedPairs } from './PhotoSet.ts';
import type { Report } from './Report.ts';
import { bootstrapPeople } from './statistics/bootstrapPeople.ts';
import {
  comparePhotos,
  distanceOf,
  type Labelled,
  nearestFirst,
  numberPeople,
  type Pairs,
  pairsOf,
} from './statistics/comparePhotos.ts';
import { countOnce, equalErrorRate, ratesAt, tarAtFar, type Weighed } from './statistics/errorRates.ts';
import { foldAccuracy } from './statistics/foldAccuracy.ts';
import { openSet } from './statistics/openSet.ts';
import { rankOne } from './statistics/rankOne.ts';
import { mean } from './statistics/summary.ts';

export interface Rules {
  /** A face that was not found matches nobody; otherwise its photo is left out. */
  strict: boolean;
  /** Distances at which the rates are given. */
  at: number[];
}

type Distance = (a: Float32Array, b: Float32Array) => number;

type Figures = Pick<
  Report,
  'pairs' | 'means' | 'eer' | 'tarAtFar' | 'atDistance' | 'rankOne' | 'openSet' | 'folds'
>;

/** The figures, and the pairs that they come from, for the chart. */
export interface Assessment {
  figures: Figures;
  genuine: Weighed;
  impostor: Weighed;
}

const FARS = [0.01, 0.001];
const RESAMPLES = 1000;
const SPLITS = 200;
const FPIRS = [0.01, 0.1];
/** Any number will do, as long as it is always the same one. */
const SEED = 1;

/**
 * Every photo against every other.
 * @throws AccuracyError where no genuine or no impostor pair is left.
 */
export function assessAll(samples: Sample[], distance: Distance, { strict, at }: Rules): Assessment {
  const all = comparePhotos(samples.filter(({ face }) => face || strict).map(labelled), distance);
  const { genuine, impostor } = pairsOf(all);
  const assessed = verification(genuine, impostor, all.people, at);
  Object.assign(assessed.figures, {
    rankOne: rankOne(all),
    openSet: openSet(all, { fpirs: FPIRS, distances: at, splits: SPLITS, seed: SEED }),
  });
  return assessed;
}

/**
 * The pairs that a pairs.txt names.
 * @throws AccuracyError where no genuine or no impostor pair is left, or a fold has none.
 */
export function assessPairs(
  samples: Sample[],
  { folds, pairs }: NamedPairs,
  distance: Distance,
  { strict, at }: Rules,
): Assessment {
  const photos = samples.map(labelled);
  const person = numberPeople(photos.map((photo) => photo.person));
  const compared = pairs
    .filter(({ a, b }) => strict || (photos[a]!.descriptor && photos[b]!.descriptor))
    .map(({ fold, same, a, b }) => ({
      fold,
      same,
      distance: distanceOf(photos[a]!, photos[b]!, distance),
      a: person[a]!,
      b: person[b]!,
    }));
  const sorted = (which: boolean) => {
    const kind = compared.filter(({ same }) => same === which);
    return nearestFirst(
      kind.length,
      (pair) => kind[pair]!.distance,
      (pair) => [kind[pair]!.a, kind[pair]!.b],
    );
  };
  const [genuine, impostor] = [sorted(true), sorted(false)];
  const assessed = verification(genuine, impostor, new Set(person).size, at);
  assessed.figures.pairs.leftOut = pairs.length - compared.length;
  if (folds > 1) assessed.figures.folds = foldAccuracy(compared, folds);
  return assessed;
}

function verification(genuine: Pairs, impostor: Pairs, people: number, at: number[]): Assessment {
  const counts = { genuine: genuine.distance.length, impostor: impostor.distance.length };
  if (counts.genuine === 0 || counts.impostor === 0)
    throw new AccuracyError(
      `There are ${counts.genuine} genuine and ${counts.impostor} impostor pairs of photos in which a face was ` +
        'found, and at least one of each is needed. Add photos, or use --strict to count faces not found as ' +
        'non-matches.',
    );
  const rates = (some: Weighed, others: Weighed) => [
    equalErrorRate(some, others),
    ...FARS.map((far) => tarAtFar(some, others, far).tar),
  ];
  const sampling = { people, resamples: RESAMPLES, seed: SEED };
  const [eer, ...tars] = bootstrapPeople(genuine, impostor, rates, sampling);
  const once = { genuine: countOnce(genuine.distance), impostor: countOnce(impostor.distance) };
  const figures: Figures = {
    pairs: { ...counts, leftOut: 0 },
    means: { genuine: finiteMean(genuine), impostor: finiteMean(impostor) },
    eer: { value: equalErrorRate(once.genuine, once.impostor), interval: eer! },
    tarAtFar: FARS.map((asked, index) => ({
      asked,
      ...tarAtFar(once.genuine, once.impostor, asked),
      interval: tars[index]!,
    })),
    atDistance: at.map((distance) => ({ distance, ...ratesAt(once.genuine, once.impostor, distance) })),
  };
  return { figures, ...once };
}

const finiteMean = ({ distance }: Pairs) => mean(distance.filter(Number.isFinite)) ?? null;

function labelled({ person, face }: Sample): Labelled {
  return { person, descriptor: face?.descriptor };
}
