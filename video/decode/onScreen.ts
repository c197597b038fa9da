/**
 * Of frames in the order in which they are shown those that are on the screen at whole multiples of 1/rate. A frame is on it
 * until the next one is; the last one of a chunk until the next chunk begins (`end`), of a film as long as it says. So it does not matter where a film is cut: its chunks give what it gives as one.
 * @param frames each valid until the next but one is had
 */
export async function* onScreen<F extends { time: number; ends: number }>(
  frames: AsyncIterable<F>,
  rate: number,
  end: number,
): AsyncGenerator<F> {
  let held: F | undefined;
  for await (const frame of frames) {
    if (held && momentIn(held.time, frame.time, rate)) yield held;
    held = frame;
  }
  if (held && momentIn(held.time, Math.min(end, Math.max(held.ends, held.time + BRIEFLY)), rate)) yield held;
}

/** Seconds that a last frame is shown of which no container tells how long. */
const BRIEFLY = 0.001;
/** A moment is not missed for the last digit of a time. */
const CLOSE = 1e-6;

function momentIn(from: number, to: number, rate: number): boolean {
  return Math.ceil(from * rate - CLOSE) < to * rate - CLOSE;
}
