import { DecoderError } from './DecoderError.ts';
import { Ended } from './Ended.ts';
import type { ConfinedLimits } from './startConfined.ts';

/** What is decoded, in words. */
interface Decoded {
  one: 'photo' | 'video';
  /** What was too slow. */
  slowly: string;
  /** What to do about that, and about too much memory. */
  faster: string;
  smaller: string;
  refused(reason: 'too-slow' | 'too-much-memory' | 'breaks-decoder', message: string): Error;
}

/**
 * What the end of a decoder's process means. The fault of what is decoded is what computes beyond the time limit, what takes
 * more memory than the limit, and what makes the process end itself. That it was not let compute, or was killed from
 * outside (for want of the machine's memory, or at a shutdown), says nothing of it: that is a DecoderError.
 * @returns the error itself where it tells of no end.
 */
export function meaningOf(
  error: unknown,
  { seconds, megabytes }: ConfinedLimits,
  { one, slowly, faster, smaller, refused }: Decoded,
): unknown {
  if (!(error instanceof Ended)) return error;
  const remedy = 'The machine wants processor time or memory; trying again may succeed.';
  switch (error.how) {
    case 'slow':
      return refused('too-slow', `${slowly} could not be decoded within ${seconds} seconds. ${faster}`);
    case 'memory':
      return refused(
        'too-much-memory',
        `Decoding the ${one} takes more than ${megabytes} MB of memory. ${smaller}`,
      );
    case 'crashed':
      return refused(
        'breaks-decoder',
        `The decoder crashed twice at the ${one} (its process ${error.message}). It is broken, or made to do harm: ` +
          'drop it again from its source, or in another format.',
      );
    case 'starved':
      return new DecoderError(
        `The process that decodes ${one}s was not let compute for half of ${seconds} seconds. ${remedy}`,
      );
    case 'killed':
      return new DecoderError(
        `The process that decodes ${one}s ${error.message} from outside, twice. ${remedy}`,
      );
  }
}
