import { PhotoError } from '../PhotoError.ts';
import { DecoderError } from './DecoderError.ts';
import { Ended } from './Ended.ts';
import type { ConfinedLimits } from './startConfined.ts';

/**
 * What the end of a decoder's process means. The photo's fault is what computes beyond the time limit, what takes more
 * memory than the limit, and what makes the process end itself. That it was not let compute, or was killed from outside
 * (for want of the machine's memory, or at a shutdown), says nothing of the photo: that is a DecoderError.
 * @returns the error itself where it tells of no end.
 */
export function faultOf(error: unknown, { seconds, megabytes }: ConfinedLimits): unknown {
  if (!(error instanceof Ended)) return error;
  const remedy = 'The machine wants processor time or memory; trying again may succeed.';
  switch (error.how) {
    case 'slow':
      return new PhotoError(
        'too-slow',
        `The photo could not be decoded within ${seconds} seconds. ` +
          'Drop a smaller one, or one in another format, or raise DECODE_SECONDS.',
      );
    case 'memory':
      return new PhotoError(
        'too-much-memory',
        `Decoding the photo takes more than ${megabytes} MB of memory. ` +
          'Drop a smaller one, or one in another format, or raise DECODE_MEGABYTES.',
      );
    case 'crashed':
      return new PhotoError(
        'breaks-decoder',
        `The decoder crashed twice at the photo (its process ${error.message}). It is broken, or made to do harm: ` +
          'drop it again from its source, or in another format.',
      );
    case 'starved':
      return new DecoderError(
        `The process that decodes photos was not let compute for half of ${seconds} seconds. ${remedy}`,
      );
    case 'killed':
      return new DecoderError(
        `The process that decodes photos ${error.message} from outside, twice. ${remedy}`,
      );
  }
}
