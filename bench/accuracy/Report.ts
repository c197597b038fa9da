import type { DegradedFigures } from './degrade/measureDegraded.ts';
import type { Interval } from './statistics/bootstrapPeople.ts';
import type { OperatingPoint, Rates } from './statistics/errorRates.ts';
import type { FoldAccuracy } from './statistics/foldAccuracy.ts';
import type { OpenSet } from './statistics/openSet.ts';
import type { RankOne } from './statistics/rankOne.ts';

/** What `--json` writes. Rates and shares are 0 to 1. */
export interface Report {
  directory: string;
  engine: string;
  space: string;
  face: 'largest' | 'middle';
  strict: boolean;
  photos: number;
  people: number;
  leftOut: string[];
  /** Failures to enrol. */
  failures: { photo: string; why: string }[];
  /** Of a photo, from its bytes to its descriptors. */
  medianMilliseconds: number;
  pairs: {
    genuine: number;
    impostor: number;
    /** Pairs of a pairs.txt that were left out because a face was not found. */
    leftOut: number;
  };
  /** Of the distances that there are. */
  means: { genuine: number | null; impostor: number | null };
  eer: Estimate;
  tarAtFar: (OperatingPoint & { asked: number; interval: Interval })[];
  atDistance: (Rates & { distance: number })[];
  /** Absent where a pairs.txt says what is compared. */
  rankOne?: RankOne;
  openSet?: OpenSet;
  /** Only with a pairs.txt of two folds or more. */
  folds?: FoldAccuracy;
  degraded?: DegradedFigures[];
}

/** With its 95 % interval. */
interface Estimate {
  value: number;
  interval: Interval;
}
