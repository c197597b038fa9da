import type { Settings } from './settings.ts';

/**
 * The memory that decoding a picture may take, where the settings do not say: more than any way to write a photo was seen
 * to take (docs/performance.md), an AVIF of 12 bits with all its colours and transparency, 26 bytes a pixel.
 */
export function decodeMegabytes({
  decodeMegabytes,
  maxPixels,
}: Pick<Settings, 'decodeMegabytes' | 'maxPixels'>): number {
  return decodeMegabytes ?? 300 + Math.ceil((30 * maxPixels) / 1e6);
}
