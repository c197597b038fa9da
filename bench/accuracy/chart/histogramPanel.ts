import type { Weighed } from '../statistics/errorRates.ts';
import { axes, escaped, type Frame, px } from './axes.ts';

const BINS = 50;

/** A distance to mark with a line, and what it is. */
export interface Mark {
  distance: number;
  label: string;
}

/** Shares of the distances in `count` equal bins from 0 to `end`; what is infinite lies in none. */
export function binShares({ distance }: Weighed, end: number, count: number): number[] {
  const shares = new Array<number>(count).fill(0);
  for (const one of distance)
    if (Number.isFinite(one))
      shares[Math.min(count - 1, Math.floor((one / end) * count))]! += 1 / distance.length;
  return shares;
}

/** Both histograms over one axis of distances, each in shares of its own pairs. */
export function histogramPanel(frame: Frame, genuine: Weighed, impostor: Weighed, marks: Mark[]): string {
  const farthest = [...genuine.distance, ...impostor.distance].reduce(
    (most, one) => (Number.isFinite(one) && one > most ? one : most),
    0,
  );
  // To the next fifth; a picture of distances that are all 0 needs an axis too.
  const end = Math.max(0.2, Math.ceil(farthest * 5 - 1e-9) / 5);
  const shares = [binShares(genuine, end, BINS), binShares(impostor, end, BINS)] as const;
  const step = Math.max(...shares.flat()) > 0.25 ? 0.1 : 0.05;
  const most = Math.max(step, Math.ceil(Math.max(...shares.flat()) / step) * step);
  const x = (distance: number) => frame.left + (frame.width * distance) / end;
  const bottom = frame.top + frame.height;
  const bars = (values: number[], kind: string) => {
    const width = frame.width / BINS;
    const outline = values.map((share, at) => {
      const height = bottom - (frame.height * share) / most;
      return `V${px(height)}H${px(frame.left + (at + 1) * width)}`;
    });
    return `<path class="${kind}" d="M${frame.left} ${bottom}${outline.join('')}V${bottom}Z"/>`;
  };
  const ticksX = Array.from({ length: Math.round(end * 5) + 1 }, (_, at) => ({
    at: at / Math.round(end * 5),
    label: (at / 5).toFixed(1),
  }));
  const count = Math.round(most / step);
  const ticksY = Array.from({ length: count + 1 }, (_, at) => ({
    at: at / count,
    label: `${Math.round(100 * at * step)} %`,
  }));
  const nearest = Math.min(...marks.map(({ distance }) => distance));
  const lines = marks.map(({ distance, label }) => {
    const here = px(x(distance));
    // Labels of two lines close together lie on either side.
    const anchor = distance === nearest ? 'end' : 'start';
    return (
      `<line class="mark" x1="${here}" y1="${frame.top - 6}" x2="${here}" y2="${bottom}"/>` +
      `<text class="tick" x="${here}" y="${frame.top - 10}" text-anchor="${anchor}">${escaped(label)}</text>`
    );
  });
  return [
    axes(frame, { title: 'distance', ticks: ticksX }, { title: 'pairs of that kind', ticks: ticksY }),
    bars(shares[1], 'impostor'),
    bars(shares[0], 'genuine'),
    ...lines,
  ].join('\n');
}
