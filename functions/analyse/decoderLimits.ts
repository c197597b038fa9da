import type { Settings } from '../../config/settings.ts';
import type { DecoderLimits } from '../../faces/decode/worker/startDecoder.ts';

/**
 * What decoding may take, where the settings do not say. The time is less than the function's: a photo that is too slow is
 * rejected, where it is alone, before the function is killed for it. The memory is more than any way to write a photo was
 * seen to take (docs/performance.md): an AVIF of 12 bits with all its colours and transparency, 26 bytes a pixel.
 */
export function decoderLimits(settings: Settings): DecoderLimits {
  const { decodeSeconds, decodeMegabytes, functionTimeoutSeconds, maxPixels } = settings;
  return {
    seconds: decodeSeconds ?? 0.75 * functionTimeoutSeconds,
    megabytes: decodeMegabytes ?? 300 + Math.ceil((30 * maxPixels) / 1e6),
  };
}
