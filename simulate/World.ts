import type { Rate } from './openBucket.ts';

/** A film that is looked at. */
export interface FilmToLookAt {
  seconds: number;
  /** Frames a second. */
  rate: number;
  bytesPerSecond: number;
  chunkSeconds: number;
}

/** What was measured, in seconds. Processor time is of the processor that it was measured on. */
export interface Times {
  /** Of a processor, a frame: in the process that decodes, and in the function; the mean of all frames, also of those that are passed. */
  decode: number;
  look: number;
  /** Of a processor, a chunk: what is done once for it. */
  chunk: number;
  /** That a chunk waits for services, without the range reads. */
  chunkWaits: number;
  /** Of the function before: to tell that it is a video. */
  tell: number;
  /** To read the index and write the plan, and to send ten messages. */
  plan: number;
  send: number;
  /** Of whoever is last: once, and a chunk. */
  assemble: number;
  assembleChunk: number;
  /** From a message that is sent to the function that begins with it. */
  hop: number;
  /** From the start of an environment to the function's beginning: the shortest, the median and the longest. */
  cold: [number, number, number];
  /** Bytes of a chunk's row. */
  row: number;
}

/** Where it runs, and what is limited there. Absent is without a limit. */
export interface World {
  /** Chunks at once. */
  concurrency: number;
  /** That are there before the first message, of all functions. */
  warm: boolean;
  /** Of one function at most, and of all together. */
  processorsEach: number;
  processors: number;
  /** Messages that the queue hands on at once: at first, how many more each second, and at most. */
  pollers: { first: number; perSecond: number; most: number };
  /** Functions that are called when all messages are sent, and fetch these themselves: so many, and so many more each second. */
  calls?: { perSecond: number; most: number };
  /** New environments. */
  environments?: Rate;
  /** Range reads of one object; what each takes, in seconds, and bytes a second beyond that. */
  reads?: Rate;
  readSeconds: number;
  readBytesPerSecond: number;
  /** Write units of the rows of one film, and what a write takes, in seconds. */
  writes?: Rate;
  writeSeconds: number;
}
