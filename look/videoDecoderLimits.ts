import type { Settings } from '../config/settings.ts';
import { VIDEO_DECODER_MB } from '../config/videoLimits.ts';
import type { ConfinedLimits } from '../faces/decode/worker/startConfined.ts';

/**
 * What decoding a part of a video may take: less than the function's time, so that one that is too slow can be told.
 * @param seconds that the function may take
 */
export function videoDecoderLimits(
  { decodeSeconds }: Pick<Settings, 'decodeSeconds'>,
  seconds: number,
): ConfinedLimits {
  return { seconds: decodeSeconds ?? 0.75 * seconds, megabytes: VIDEO_DECODER_MB };
}
