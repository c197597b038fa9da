import type { Container } from './Film.ts';

/** Bytes from which a video is told. */
export const SNIFFED = 256;

/** How a QuickTime file begins that has no `ftyp`, as those before 2005 (QuickTime File Format, "Movie files"). */
const OLD_QUICKTIME = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'];

/**
 * Tells the container from the first bytes and from nothing else: a key's ending and a content type are only claims.
 * @returns undefined for what is no video, a picture in the same container (AVIF, HEIC) among it
 */
export function sniffVideo(bytes: Buffer): Container | undefined {
  const text = bytes.toString('latin1', 0, SNIFFED);
  if (text.startsWith('\x1aE\xdf\xa3')) {
    if (text.includes('webm')) return 'webm';
    return text.includes('matroska') ? 'matroska' : undefined;
  }
  const box = text.slice(4, 8);
  if (OLD_QUICKTIME.includes(box)) return 'mov';
  if (box !== 'ftyp') return undefined;
  const brands = text.slice(8, Math.max(12, Math.min(bytes.readUInt32BE(0), SNIFFED)));
  // The brands of pictures (ISO/IEC 23008-12, annex B; AV1 Image File Format, 6); `msf1` and `avis` are sequences of them.
  if (/^(avi[fs]|mif1|msf1|hei[cxms]|hev[cxms])/.test(brands)) return undefined;
  return brands.startsWith('qt  ') ? 'mov' : 'mp4';
}
