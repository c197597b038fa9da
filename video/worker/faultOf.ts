import { meaningOf } from '../../faces/decode/worker/meaningOf.ts';
import type { ConfinedLimits } from '../../faces/decode/worker/startConfined.ts';
import { VideoError } from '../VideoError.ts';

/** What the end of a video decoder's process means for the video: see meaningOf. */
export function faultOf(error: unknown, limits: ConfinedLimits): unknown {
  return meaningOf(error, limits, {
    one: 'video',
    slowly: 'A part of the video',
    faster: 'Drop it at a smaller size or a lower frame rate, or raise the limit.',
    smaller: 'Drop it at a smaller size, or raise the limit.',
    refused: (reason, message) => new VideoError(reason, message),
  });
}
