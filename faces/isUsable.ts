import type { Face } from './findFaces.ts';

/** As much of a face as tells whether it can be compared with others. */
type Judged = Pick<Face, 'descriptor' | 'plausible' | 'quality'>;

/** A face that can be. */
export type UsableFace<F extends Judged = Face> = F & { descriptor: Float32Array };

/**
 * Limits beyond which a descriptor says little of its face: measured against the same face unharmed, it is farther than
 * 0.4 from it in nine of ten cases (docs/accuracy.md). What is too dark the detector does not find.
 */
const LEAST_SHARPNESS = 1.25;
const MOST_BRIGHTNESS = 240;

/**
 * The one rule for `unusable`: a face that is too small, or of which no pixel lies in the photo, or whose eyes, nose
 * and mouth cannot be made out, or that is blurred or overexposed beyond telling.
 */
export function isUsable<F extends Judged>(
  face: F,
  { minFacePixels }: { minFacePixels: number },
): face is UsableFace<F> {
  const { descriptor, plausible, quality } = face;
  return (
    descriptor !== undefined &&
    plausible &&
    quality.size >= minFacePixels &&
    quality.sharpness >= LEAST_SHARPNESS &&
    quality.brightness <= MOST_BRIGHTNESS
  );
}
