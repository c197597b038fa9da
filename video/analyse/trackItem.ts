import type { Identity } from '../../faces/match/identify.ts';
import { identityFields, qualityItem, round } from '../../look/faceItem.ts';
import type { TrackItem } from '../../store/ImageItem.ts';
import type { ChunkTrack } from './ChunkTrack.ts';
import { simplifyPath } from './simplifyPath.ts';

/** One track as the tables and events tell it: in shares of the upright frame, and without its descriptor. */
export function trackItem(
  { from, to, samples, best, path }: ChunkTrack,
  identity: Identity,
  unknown?: number,
): TrackItem {
  const { time, box, score, quality } = best;
  return {
    from: round(from, 3),
    to: round(to, 3),
    samples,
    time: round(time, 3),
    box: {
      left: round(box.left, 5),
      top: round(box.top, 5),
      width: round(box.width, 5),
      height: round(box.height, 5),
    },
    score: round(score, 4),
    quality: qualityItem(quality),
    ...identityFields(identity),
    ...(unknown !== undefined && { unknown }),
    path: simplifyPath(path).map((value, at) => round(value, at % 5 === 0 ? 3 : 4)),
  };
}
