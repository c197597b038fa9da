import type { World } from './World.ts';

/**
 * What AWS allows, as its pages said in November 2026. None of it was measured by us.
 */
const LIMITS = {
  /** Lambda guide, "Configuring scaling behavior for SQS event source mappings": 5 at first, up to 300 more a minute, 1,250 at most. */
  pollers: { first: 5, perSecond: 300 / 60, most: 1250 },
  /** Lambda guide, "Lambda scaling behavior": 1,000 new environments of a function every 10 seconds, filled up all the time. */
  environments: { perSecond: 100, most: 1000 },
  /** S3 guide, "Best practices design patterns": at least 5,500 GET a second and prefix that is a partition of its own. */
  reads: { perSecond: 5500, most: 5500 },
  /**
   * DynamoDB guide, "On-demand capacity mode": 4,000 write units a second of a table that is new; 1,000 of each partition, over which the
   * rows of a film are spread (store/chunks/shelves.ts).
   */
  writes: { perSecond: 4000, most: 4000 },
  /** Lambda guide, "Configure Lambda function memory": so many MB are one processor. */
  megabytesAProcessor: 1769,
};

/**
 * What the services take, in seconds; nobody promises it. S3 guide, "Performance guidelines": 100 to 200 ms for the first byte of a
 * small object, and 85 to 90 MB/s for one request; ranges of one object are faster than the first. DynamoDB's page: single-digit
 * milliseconds.
 */
export const ASSUMED = {
  readSeconds: 0.03,
  readBytesPerSecond: 80e6,
  writeSeconds: 0.008,
  hop: 0.05,
  /** Invocations that are not waited for: 50 are under way (functions/plan/openCalling.ts), and each is answered in 30 ms. */
  callsPerSecond: 50 / 0.03,
  /** Of a function that was called, for messages that do not come any more: functions/analyse-chunk/fetchParts.ts. */
  idle: 1,
  /** To fetch the code and make the environment, before the process starts. */
  environment: 1,
  /** How many answers are waited for one after the other: by the function that tells a video, by each of the others. */
  requests: { tell: 4, plan: 11, chunk: 5, assemble: 12 },
  times: {
    /** docs/performance.md, "Cold start": process, bundle and networks, without a photo; of `npm run bench:cold`. */
    process: [0.36, 0.383, 0.45] satisfies [number, number, number],
    /** Where only the times of a frame are read from a file. */
    measured: { decode: 0, look: 0, chunk: 0.05, plan: 0.05, assemble: 0, assembleChunk: 0.001, row: 10_000 },
  },
};

export interface CloudOptions {
  concurrency: number;
  memoryMb: number;
  /** Of the concurrency, those that are called; the queue feeds the others. */
  called: number;
  warm: boolean;
}

/** The cloud, as far as a film is looked at in it. */
export function cloud({ concurrency, memoryMb, called, warm }: CloudOptions): World {
  const { first, perSecond, most } = LIMITS.pollers;
  return {
    concurrency,
    warm,
    processorsEach: memoryMb / LIMITS.megabytesAProcessor,
    processors: Number.POSITIVE_INFINITY,
    pollers: { first, perSecond, most: Math.min(most, concurrency - called) },
    ...(called > 0 && { calls: { perSecond: ASSUMED.callsPerSecond, most: called } }),
    environments: LIMITS.environments,
    reads: LIMITS.reads,
    readSeconds: ASSUMED.readSeconds,
    readBytesPerSecond: ASSUMED.readBytesPerSecond,
    writes: LIMITS.writes,
    writeSeconds: ASSUMED.writeSeconds,
  };
}
