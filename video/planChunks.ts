import type { Film } from './Film.ts';

/** A part of a video that is decoded by itself: all frames that are shown from `from` on and before `to`. */
export interface Chunk {
  /** From 0 on. */
  number: number;
  /** Seconds. */
  from: number;
  /** Absent: up to the end, wherever that is. */
  to?: number;
}

/** As long as decoding and looking at all frames of it takes a function about half a minute. */
const CHUNK_SECONDS = 10;

/**
 * Cuts a video at key frames into chunks of about `seconds`.
 *
 * A frame belongs to the chunk in whose time it is shown, and to no other: the chunks follow each other without a gap from 0
 * to the end, so every frame that is shown has one. What is before 0 (an edit list cuts it off) is shown by no player. Cuts
 * are times at which key frames are shown; which packets a chunk's decoder needs for its frames, also where frames are stored
 * in another order than they are shown, is decode/packetsOf.ts's.
 *
 * Each cut is the key frame nearest to `seconds` after the one before, the earlier of two as near; there is none where the
 * end is nearer, or less than half of `seconds` would be left. So a chunk is longer than one and a half times `seconds` only
 * where key frames lie so far apart.
 */
export function planChunks(
  { keyFrames, duration }: Pick<Film, 'keyFrames' | 'duration'>,
  seconds = CHUNK_SECONDS,
): Chunk[] {
  const chunks: Chunk[] = [];
  let from = 0;
  let next = 0; // the first key frame after `from`
  for (;;) {
    while (next < keyFrames.length && keyFrames[next]! <= from) next++;
    const wanted = from + seconds;
    while (next + 1 < keyFrames.length && nearer(keyFrames[next + 1]!, keyFrames[next]!, wanted)) next++;
    const to = keyFrames[next];
    if (to === undefined || nearer(duration, to, wanted) || duration - to < seconds / 2) break;
    chunks.push({ number: chunks.length, from, to });
    from = to;
  }
  return [...chunks, { number: chunks.length, from }];
}

const nearer = (one: number, other: number, to: number) => Math.abs(one - to) < Math.abs(other - to);
