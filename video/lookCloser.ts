import { type Looked, type Seen, sameFaces } from './track.ts';

export interface LookingCloser {
  /** Frames a second that are looked at in any case. */
  rate: number;
  /** Distance of descriptors, as `Tracking`'s. */
  limit: number;
}

/**
 * Looks at some frames of a video, as many as it takes to tell when faces come and go: at `rate` frames a second, and where
 * two of those do not show the same faces at their places, at the frames between, by halves, until the two are neighbours. What
 * comes and goes between two looks, within 1/rate, is not seen.
 * @param frames all of a chunk, in order of time; those since the last look are held
 * @param look finds the faces of a frame
 * @returns the frames that were looked at, in order of time
 */
export async function* lookCloser<F extends { time: number }>(
  frames: AsyncIterable<F>,
  look: (frame: F) => Promise<Seen[]>,
  { rate, limit }: LookingCloser,
): AsyncGenerator<Looked & { frame: F }> {
  type Done = Looked & { frame: F };
  const lookAt = async (frame: F): Promise<Done> => ({ time: frame.time, faces: await look(frame), frame });

  async function* between(before: Done, held: F[], after: Done): AsyncGenerator<Done> {
    if (held.length === 0 || sameFaces(before.faces, after.faces, limit)) return;
    const middle = held.length >> 1;
    const found = await lookAt(held[middle]!);
    yield* between(before, held.slice(0, middle), found);
    yield found;
    yield* between(found, held.slice(middle + 1), after);
  }

  let last: Done | undefined;
  let held: F[] = [];
  for await (const frame of frames) {
    if (last && frame.time < last.time + 1 / rate - CLOSE) {
      held.push(frame);
      continue;
    }
    const now = await lookAt(frame);
    if (last) yield* between(last, held, now);
    yield now;
    last = now;
    held = [];
  }
  // The end of a chunk is where the next one begins: its last frame is looked at too.
  const end = held.pop();
  if (!last || !end) return;
  const now = await lookAt(end);
  yield* between(last, held, now);
  yield now;
}

/** A frame is not passed over for the last digit of its time. */
const CLOSE = 1e-4;
