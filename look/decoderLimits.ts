import { decodeMegabytes } from '../config/decodeMegabytes.ts';
import type { Settings } from '../config/settings.ts';
import type { ConfinedLimits } from '../faces/decode/worker/startConfined.ts';

/**
 * What decoding may take, where the settings do not say. The time is less than the function's: a photo that is too slow is
 * rejected, where it is alone, before the function is killed for it.
 */
export function decoderLimits(settings: Settings): ConfinedLimits {
  const { decodeSeconds, functionTimeoutSeconds } = settings;
  return {
    seconds: decodeSeconds ?? 0.75 * functionTimeoutSeconds,
    megabytes: decodeMegabytes(settings),
  };
}
