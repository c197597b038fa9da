import type { Border, ChunkTrack } from './ChunkTrack.ts';
import type { DescribedPiece } from './joinPieces.ts';
import type { Sample } from './openTracker.ts';

/**
 * A piece as a track of its chunk.
 * @param within times of the first and the last frame that was looked at; only there a track may go on in another chunk
 * @param scores from which on it is on the screen, and surely a face
 * @returns undefined where it is no face, and no other chunk can say otherwise
 */
export function trackOf(
  { samples, best }: DescribedPiece,
  { begin, end, patience }: { begin: number; end: number; patience: number },
  scores: { shown: number; sure: number },
): ChunkTrack | undefined {
  const [first, last] = [samples[0]!, samples.at(-1)!];
  const sure = samples.some(({ score }) => score > scores.sure);
  const [begins, ends] = [first.time - begin <= patience, end - last.time <= patience];
  if (!sure && !begins && !ends) return undefined;
  const isShown = ({ score }: Sample) => score >= scores.shown;
  const shown = samples.slice(samples.findIndex(isShown), samples.findLastIndex(isShown) + 1);
  const border = ({ time, box, view }: Sample, near: boolean): Border => ({
    time,
    box,
    ...(near && { edge: { view, patience } }),
  });
  const { time, box, score, quality, landmarks, plausible, descriptor } = best;
  return {
    from: shown[0]!.time,
    to: shown.at(-1)!.time,
    sure,
    samples: shown.length,
    first: border(first, begins),
    last: border(last, ends),
    best: { time, box, score, quality, landmarks, plausible, ...(descriptor && { descriptor }) },
    path: shown.flatMap(({ time, box: { left, top, width, height } }) => [time, left, top, width, height]),
  };
}
