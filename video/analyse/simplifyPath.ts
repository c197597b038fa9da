import type { Shares } from './ChunkTrack.ts';

/** Numbers of one moment: time, left, top, width, height. */
const STRIDE = 5;
/** Of the box's width that a moment may lie beside the straight line that stands for it. */
const CLOSE = 0.15;

/**
 * The path with as few moments as keep every one within 15 % of its box's width and height: the method of Ramer, "An iterative procedure
 * for the polygonal approximation of plane curves" (1972), and Douglas and Peucker (1973), in time.
 */
export function simplifyPath(path: number[]): number[] {
  const count = path.length / STRIDE;
  if (count < 3) return path;
  const kept = new Set([0, count - 1]);
  const open: [number, number][] = [[0, count - 1]];
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span;
    let [farthest, most] = [0, CLOSE];
    for (let at = from + 1; at < to; at++) {
      const off = offLine(path, from, to, at);
      if (off > most) [farthest, most] = [at, off];
    }
    if (farthest === 0) continue;
    kept.add(farthest);
    open.push([from, farthest], [farthest, to]);
  }
  return [...kept].sort((a, b) => a - b).flatMap((at) => path.slice(at * STRIDE, (at + 1) * STRIDE));
}

/** How far an edge of the box is from where the line from one moment to another has it, in widths and heights of the box. */
function offLine(path: number[], from: number, to: number, at: number): number {
  const of = (moment: number, number: number) => path[moment * STRIDE + number]!;
  const along = (of(at, 0) - of(from, 0)) / (of(to, 0) - of(from, 0));
  const off = (number: number) =>
    of(at, number) - (of(from, number) + along * (of(to, number) - of(from, number)));
  const [left, top, width, height] = [1, 2, 3, 4].map(off) as [number, number, number, number];
  return Math.max(
    Math.max(Math.abs(left), Math.abs(left + width)) / of(at, 3),
    Math.max(Math.abs(top), Math.abs(top + height)) / of(at, 4),
  );
}

/** Where the box is at a time within the path. */
export function boxAt(path: number[], time: number): Shares {
  let at = 0;
  while (at + 2 * STRIDE < path.length && path[at + STRIDE]! < time) at += STRIDE;
  const next = Math.min(at + STRIDE, path.length - STRIDE);
  const [from, to] = [path[at]!, path[next]!];
  const along = to > from ? Math.min(1, Math.max(0, (time - from) / (to - from))) : 0;
  const [left, top, width, height] = [1, 2, 3, 4].map(
    (number) => path[at + number]! + along * (path[next + number]! - path[at + number]!),
  ) as [number, number, number, number];
  return { left, top, width, height };
}
