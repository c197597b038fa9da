import type { Usage } from './Usage.ts';

/** What a photo takes, as measured: sums of all that were dropped, divided by their number. */
export interface Profile {
  /** How many were dropped, and how many faces were found in each and recognised. */
  measured: { photos: number; faces: number; recognised: number };
  /** Bytes of its file. */
  photoBytes: number;
  seconds: {
    /** Processor time of the function and of what decodes for it; time by the clock where that cannot be read. */
    work: number;
    /** What it waits for S3, DynamoDB and the bus, where it is alone. */
    waits: number;
    /** By the clock of this machine, one function at work; for comparison. */
    clock: number;
  };
  usage: Usage;
  /** What the function writes itself. */
  log: { lines: number; bytes: number };
  /** Bytes kept in DynamoDB. */
  kept: { tables: number; indexes: number };
  /** From the start of the function's process until it asks for work. */
  startSeconds: number;
  /** A run of each function that the clock starts, by its file, in an empty inbox. */
  scheduled: Record<string, ScheduledRun>;
  /** What they read more with photos there, divided by the number of these; by their file. */
  audited: Record<string, { readUnits: number; lists: number }>;
}

export interface ScheduledRun {
  /** Of the processor, from the start of its process on; time by the clock where that cannot be read. */
  seconds: number;
  usage: Usage;
}
