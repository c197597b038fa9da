import type { Box, Track } from '../types.ts';

/** Numbers of a path that belong together: time, left, top, width, height. */
const STEP = 5;
/** Times are told in thousandths of a second. */
const LINGER = 0.02;

/** Where the face of a track is at that time; undefined where it is not on the screen. */
export function boxAt({ from, to, box, path }: Track, time: number): Box | undefined {
  if (time < from - LINGER || time > to + LINGER) return undefined;
  if (!path || path.length < STEP) return box;
  let [low, high] = [0, path.length / STEP - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (path[middle * STEP]! <= time) low = middle;
    else high = middle - 1;
  }
  const at = low * STEP;
  const next = Math.min(at + STEP, path.length - STEP);
  const span = path[next]! - path[at]!;
  const share = span > 0 ? Math.min(1, Math.max(0, (time - path[at]!) / span)) : 0;
  const between = (which: number) => path[at + which]! + share * (path[next + which]! - path[at + which]!);
  return { left: between(1), top: between(2), width: between(3), height: between(4) };
}
