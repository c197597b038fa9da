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

/** Sorts by number, as text. */
export const placeOf = (number: number) => String(number).padStart(6, '0');
