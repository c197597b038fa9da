import { PhotoError } from '../PhotoError.ts';
import { meaningOf } from './meaningOf.ts';
import type { ConfinedLimits } from './startConfined.ts';

/** What the end of a decoder's process means for the photo: see meaningOf. */
export function faultOf(error: unknown, limits: ConfinedLimits): unknown {
  return meaningOf(error, limits, {
    one: 'photo',
    slowly: 'The photo',
    faster: 'Drop a smaller one, or one in another format, or raise DECODE_SECONDS.',
    smaller: 'Drop a smaller one, or one in another format, or raise DECODE_MEGABYTES.',
    refused: (reason, message) => new PhotoError(reason, message),
  });
}
