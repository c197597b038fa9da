import { oneAtATime } from '../../faces/oneAtATime.ts';
import type { VideoSource } from '../VideoSource.ts';

const BLOCK = 2 ** 18;
/** Blocks read at once at most, where they are read one after the other: 2 MiB. */
const AHEAD = 8;
/** Blocks kept: 24 MiB, which is more than the index of a film of some hours. */
const KEPT = 96;

/** Times that a demuxer may ask for the same bytes without asking for others: it looks for something that is not there. */
const PATIENCE = 100;

export interface CachedSource extends VideoSource {
  /** Why the source could not be read, if that ever was so. */
  failure(): unknown;
}

/**
 * Reads a source in few and large ranges: a demuxer asks for some bytes here and some there, and a request to S3 takes as
 * long for a byte as for a million. A demuxer that goes round in circles at garbage is stopped. What is read one after the other is read further ahead each time, up to 2 MiB.
 */
export function cachedSource({ bytes: size, read }: VideoSource): CachedSource {
  const kept = new Map<number, Uint8Array>();
  const inTurn = oneAtATime();
  let expected = -1; // the block that follows what was read last
  let ahead = 1;
  let failure: unknown;
  let asked = { start: -1, end: -1, times: 0 };

  const fetch = async (first: number, wanted: number): Promise<Map<number, Uint8Array>> => {
    ahead = first === expected ? Math.min(AHEAD, ahead * 2) : 1;
    let last = Math.max(wanted, first + ahead - 1);
    for (let block = wanted + 1; block <= last; block++) if (kept.has(block)) last = block - 1;
    const [start, end] = [first * BLOCK, Math.min(size, (last + 1) * BLOCK)];
    const bytes = await read(start, end).catch((error) => {
      failure ??= error;
      throw error;
    });
    if (bytes.length !== end - start) {
      failure ??= new RangeError(
        `The source gave ${bytes.length} bytes for the range from ${start} to ${end}; it must give all of them.`,
      );
      throw failure;
    }
    expected = last + 1;
    const got = new Map<number, Uint8Array>();
    for (let at = 0, block = first; at < bytes.length; at += BLOCK, block++)
      got.set(block, bytes.subarray(at, at + BLOCK));
    return got;
  };

  const gather = async (start: number, end: number): Promise<Uint8Array> => {
    const again = asked.start === start && asked.end === end;
    asked = { start, end, times: again ? asked.times + 1 : 1 };
    if (asked.times > PATIENCE)
      throw new Error(`nothing that belongs there follows byte ${start}, up to ${end}`);
    const whole = new Uint8Array(end - start);
    const last = Math.ceil(end / BLOCK) - 1;
    for (let block = Math.floor(start / BLOCK); block <= last; block++) {
      let piece = kept.get(block);
      if (!piece) {
        let missing = block;
        while (missing < last && !kept.has(missing + 1) && missing - block < 4 * AHEAD) missing++;
        for (const [number, bytes] of await fetch(block, missing)) keep(number, bytes);
        piece = kept.get(block)!;
      } else keep(block, piece);
      const from = Math.max(start, block * BLOCK);
      const to = Math.min(end, (block + 1) * BLOCK);
      whole.set(piece.subarray(from - block * BLOCK, to - block * BLOCK), from - start);
    }
    return whole;
  };

  /** Last used, last dropped. */
  const keep = (block: number, bytes: Uint8Array) => {
    kept.delete(block);
    kept.set(block, bytes);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break;
      kept.delete(oldest);
    }
  };

  return {
    bytes: size,
    read: (start, end) => inTurn(() => gather(start, end)),
    failure: () => failure,
  };
}
