import type { Border, ChunkTrack } from './ChunkTrack.ts';
import type { DescribedPiece } from './joinPieces.ts';
import type { Sample } from './openTracker.ts';

/** The first or the last frame of a chunk. */
interface ChunkEnd {
  time: number;
  view: Uint8Array;
  scene: number;
}

interface Within {
  begin: ChunkEnd;
  end: ChunkEnd;
  patience: number;
}

/**
 * A piece as a track of its chunk.
 * @param within the first and the last frame that was looked at: only there a track may go on in another chunk
 * @param scores from which on it is on the screen, and surely a face
 * @returns undefined where it is no face, and no other chunk can say otherwise
 */
export function trackOf(
  { samples, best }: DescribedPiece,
  { begin, end, patience }: Within,
  scores: { shown: number; sure: number },
): ChunkTrack | undefined {
  const [first, last] = [samples[0]!, samples.at(-1)!];
  const sure = samples.some(({ score }) => score > scores.sure);
  const [begins, ends] = [first.time - begin.time <= patience, end.time - last.time <= patience];
  if (!sure && !begins && !ends) return undefined;
  const shown = shownOf(samples, scores.shown);
  const border = ({ time, box, scene }: Sample, near: false | ChunkEnd): Border => ({
    time,
    box,
    ...(near && { edge: { view: near.view, cut: scene !== near.scene, patience } }),
  });
  return {
    from: shown[0]!.time,
    to: shown.at(-1)!.time,
    sure,
    samples: shown.length,
    first: border(first, begins && begin),
    last: border(last, ends && end),
    best,
    path: shown.flatMap(({ time, box: { left, top, width, height } }) => [time, left, top, width, height]),
  };
}

/**
 * The samples from the first to the last in which it is on the screen. That is told by the frames that are looked at in any
 * case, and by the ends: so some frames tell what all do.
 */
function shownOf(samples: Sample[], least: number): Sample[] {
  const isShown = ({ score }: Sample) => score >= least;
  const tells = (sample: Sample, at: number) =>
    isShown(sample) && (sample.due || at === 0 || at === samples.length - 1);
  const rule = samples.some(tells) ? tells : isShown;
  let [first, last] = [samples.findIndex(rule), samples.findLastIndex(rule)];
  while (first > 0 && isShown(samples[first - 1]!)) first--;
  while (last < samples.length - 1 && isShown(samples[last + 1]!)) last++;
  return samples.slice(first, last + 1);
}
