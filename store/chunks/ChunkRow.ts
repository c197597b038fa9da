import type { Missing } from '../ImageItem.ts';

/** What is to be looked at of a video: a row of `chunks`, beside those of the parts. */
export interface PlanRow {
  /** `changeId` of the item that is `analysing`, hexadecimal. */
  plan: string;
  at: 'plan';
  image: string;
  /** Where the parts begin: seconds, float64, little-endian, compressed by deflate. */
  begin: Uint8Array;
  expiresAt: number;
}

/** What has been looked at by now: a row that hundreds of functions write to at once, and that has to be small for that. */
export interface DoneRow {
  plan: string;
  at: 'done';
  image: string;
  /** How many parts there are. */
  chunks: number;
  /** The numbers of those that have a row; absent for none. */
  done?: Set<number>;
  expiresAt: number;
}

/** What was found in one part. Descriptors of everybody who is in it lie here, for as long as the others take. */
export interface ChunkRow {
  plan: string;
  /** The part's number, from 0 on. */
  number: number;
  image: string;
  /** Seconds. */
  from: number;
  to: number;
  /** The tracks in it, as video/analyse/packTracks.ts packs them. */
  tracks: Uint8Array;
  missing: Missing[];
  /** Frames that were looked at, and that were decoded. */
  looked: number;
  decoded: number;
  /** That it took. */
  ms: number;
}

/** As long as SQS keeps a message: whoever has not looked at a part by then never will. */
const KEPT_SECONDS = 14 * 24 * 3600;

export const expiry = () => Math.floor(Date.now() / 1000) + KEPT_SECONDS;

/**
 * The rows of the parts of one video are spread over so many values of the table's key: hundreds are written at about the same time, some
 * tens of write units each, and DynamoDB takes 1,000 units a second for one value (its guide, "Best practices for designing partition
 * keys"). With a few times as many as it has partitions, these are about equally busy.
 */
const SHELVES = 32;

/** The key of the rows of a part. Those of the plan itself have the plan for a key. */
export const shelfOf = (plan: string, number: number) => `${plan}#${number % SHELVES}`;

export const shelvesOf = (plan: string) =>
  Array.from({ length: SHELVES }, (_, number) => shelfOf(plan, number));

/** The plan that a row is of, by its key. */
export const planOf = (key: string) => key.split('#', 1)[0]!;

/** Sorts by number, as text. */
export const placeOf = (number: number) => String(number).padStart(6, '0');
