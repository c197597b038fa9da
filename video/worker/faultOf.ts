import { DecoderError } from '../../faces/decode/worker/DecoderError.ts';
import { Ended } from '../../faces/decode/worker/Ended.ts';
import type { ConfinedLimits } from '../../faces/decode/worker/startConfined.ts';
import { VideoError } from '../VideoError.ts';

/**
 * What the end of a video decoder's process means, as for a photo's (faces/decode/worker/faultOf.ts).
 * @returns the error itself where it tells of no end.
 */
export function faultOf(error: unknown, { seconds, megabytes }: ConfinedLimits): unknown {
  if (!(error instanceof Ended)) return error;
  const remedy = 'The machine wants processor time or memory; trying again may succeed.';
  switch (error.how) {
    case 'slow':
      return new VideoError(
        'too-slow',
        `A part of the video could not be decoded within ${seconds} seconds. ` +
          'Drop it at a smaller size or a lower frame rate, or raise the limit.',
      );
    case 'memory':
      return new VideoError(
        'too-much-memory',
        `Decoding the video takes more than ${megabytes} MB of memory. ` +
          'Drop it at a smaller size, or raise the limit.',
      );
    case 'crashed':
      return new VideoError(
        'breaks-decoder',
        `The decoder crashed twice at the video (its process ${error.message}). It is broken, or made to do harm: ` +
          'drop it again from its source, or in another format.',
      );
    case 'starved':
      return new DecoderError(
        `The process that decodes videos was not let compute for half of ${seconds} seconds. ${remedy}`,
      );
    case 'killed':
      return new DecoderError(
        `The process that decodes videos ${error.message} from outside, twice. ${remedy}`,
      );
  }
}
