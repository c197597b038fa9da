import { gammaBelow } from '../../faces/match/gamma.ts';
import { strangersLimit } from '../../faces/match/strangersLimit.ts';
import { comparePhotos, pairsOf } from '../accuracy/statistics/comparePhotos.ts';
import { mean, quantile } from '../accuracy/statistics/summary.ts';
import { type AlikeGroup, nearestQuarter, withinPhotos } from './alike.ts';
import type { Described } from './describeSets.ts';
import { type Fit, fitAlike, resampledFits } from './fitAlike.ts';

export interface CalibrationReport {
  fit: Fit;
  similarity: { even: number; slope: number };
  groups: GroupReport[];
  genuine: { pairs: number; mean: number; deviation: number };
  limits: LimitReport[];
}

interface GroupReport {
  name: string;
  /** Pairs of people, and distances between their photos. */
  pairs: number;
  distances: number;
  mean: number;
  deviation: number;
  nearest: number;
  /** Where the fit, at this group's own scale, puts a share of the distances, and the share that lies there. */
  quality: { share: number; found: number }[];
}

interface LimitReport {
  photos: number;
  limit: number;
  /** 2.5 and 97.5 percentiles over people drawn anew. */
  interval: [number, number];
  /** Share of pairs of one person within the limit. */
  recognised: number;
}

export const RATE = 0.001;
const GALLERIES = [1, 10, 100, 1000, 10_000, 100_000];
const SHARES = [0.01, 0.05, 0.1, 0.25, 0.5];
const RESAMPLES = 1000;
/** Any number will do, as long as it is always the same one. */
const SEED = 1;

type Distance = (a: Float32Array, b: Float32Array) => number;

/** @throws AccuracyError where there are too few people. */
export function calibrate({ people, strangers }: Described, distance: Distance): CalibrationReport {
  const all = comparePhotos(people, distance);
  const genuine = pairsOf(all).genuine.distance;
  const groups = [
    { name: 'the quarter of the others that is nearest', pairs: nearestQuarter(all) },
    {
      name: 'in one photo',
      pairs: withinPhotos(strangers, distance),
    },
  ].filter(({ pairs }) => pairs.length > 0);
  const fit = fitAlike(groups);
  const resampled = resampledFits(groups, { resamples: RESAMPLES, seed: SEED });
  const reports = groups.map((group) => reportOn(group, fit.shape));
  const [same, alike] = [spread(genuine), reports.find(({ name }) => name === fit.nearest)!];
  return {
    fit,
    genuine: { pairs: genuine.length, ...same },
    similarity: {
      even: (same.mean + alike.mean) / 2,
      slope: (alike.mean - same.mean) / ((same.deviation ** 2 + alike.deviation ** 2) / 2),
    },
    groups: reports,
    limits: GALLERIES.map((photos) => {
      const limit = strangersLimit(RATE, photos, fit);
      const others = resampled.map((one) => strangersLimit(RATE, photos, one));
      return {
        photos,
        limit,
        interval: [quantile(others, 0.025)!, quantile(others, 0.975)!],
        recognised: share(genuine, limit),
      };
    }),
  };
}

function reportOn({ name, pairs }: AlikeGroup, shape: number): GroupReport {
  const distances = pairs.flatMap((pair) => pair.distances);
  const scale = mean(pairs.map((pair) => mean(pair.distances.map((one) => one ** 2))!))! / shape;
  // A pair of people counts once, as in the fit.
  const below = (part: number) =>
    mean(
      pairs.map((pair) =>
        share(
          pair.distances.map((one) => gammaBelow(shape, one ** 2 / scale)),
          part,
        ),
      ),
    )!;
  return {
    name,
    pairs: pairs.length,
    distances: distances.length,
    ...spread(distances),
    nearest: distances.reduce((least, one) => Math.min(least, one), Infinity),
    quality: SHARES.map((part) => ({ share: part, found: below(part) })),
  };
}

function spread(distances: ArrayLike<number>): { mean: number; deviation: number } {
  const middle = mean(distances)!;
  const squares = Float64Array.from(distances, (one) => (one - middle) ** 2);
  return { mean: middle, deviation: Math.sqrt(mean(squares)!) };
}

function share(values: ArrayLike<number>, limit: number): number {
  let count = 0;
  for (let at = 0; at < values.length; at++) if (values[at]! <= limit) count++;
  return count / values.length;
}
