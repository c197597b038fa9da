import { assessAll, assessPairs } from './assess.ts';
import type { Describer } from './Describer.ts';
import { levelsOf } from './degrade/degradations.ts';
import { measureDegraded } from './degrade/measureDegraded.ts';
import { describeAll, type Sample } from './describeAll.ts';
import type { PhotoSet } from './PhotoSet.ts';
import type { Options } from './parseOptions.ts';
import type { Report } from './Report.ts';
import { checkCount } from './statistics/comparePhotos.ts';
import type { Weighed } from './statistics/errorRates.ts';
import { median } from './statistics/summary.ts';

export interface Measured {
  report: Report;
  genuine: Weighed;
  impostor: Weighed;
}

/**
 * Describes the photos of the set, one after the other, and compares them.
 * @throws AccuracyError where they are too many, or leave nothing to compare.
 */
export async function runAccuracy(options: Options, set: PhotoSet, describer: Describer): Promise<Measured> {
  if (!set.pairs || options.by.length > 0) checkCount(set.photos.length);
  const samples = await describeAll(set.photos, describer, options.face);
  const distance: Describer['distance'] = (a, b) => describer.distance(a, b);
  const { figures, genuine, impostor } = set.pairs
    ? assessPairs(samples, set.pairs, distance, options)
    : assessAll(samples, distance, options);
  const report: Report = { ...about(options, set, describer, samples), ...figures };
  if (options.by.length > 0) {
    const levels = levelsOf(options.by, options.rollStep);
    report.degraded = await measureDegraded(samples, describer, levels, options.strict);
  }
  return { report, genuine, impostor };
}

function about(
  { directory, face, strict }: Options,
  { photos, leftOut }: PhotoSet,
  { engine, space }: Describer,
  samples: Sample[],
) {
  return {
    directory,
    engine,
    space,
    face,
    strict,
    photos: photos.length,
    people: new Set(photos.map(({ person }) => person)).size,
    leftOut,
    failures: samples.flatMap(({ name, failure }) => (failure ? [{ photo: name, why: failure }] : [])),
    medianMilliseconds: Math.round(median(samples.map(({ milliseconds }) => milliseconds))!),
  } satisfies Partial<Report>;
}
