import type { Settings } from '../../config/settings.ts';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import type { Face } from '../../faces/findFaces.ts';

/**
 * Mean luma between which a face enrols: at the limits its descriptor has moved by 0.2 in the median, as much as at the
 * least sharpness and the least size (docs/accuracy.md).
 */
const LIT = { least: 30, most: 200 };

/**
 * The face to enrol: a photo that enrols somebody shows exactly one, and shows it well.
 * @throws PhotoError `no-face`, `several-faces`, `face-too-small`, `face-not-clear`, `face-too-blurred` or
 * `face-badly-lit`.
 */
export function theOneFace(
  found: Face[],
  { minFacePixels, enrolMinFacePixels, enrolMinSharpness }: Settings,
): Face & { descriptor: Float32Array } {
  // What is too small to be used at all, somebody far behind or no face, is not in the way.
  const faces = found.filter(({ quality, descriptor }) => descriptor && quality.size >= minFacePixels);
  const [face, ...others] = faces.length > 0 ? faces : found;
  if (!face)
    throw new PhotoError(
      'no-face',
      'No face was found in the photo. To enrol somebody, use a photo of their face, seen from the front, ' +
        'with some room around it.',
    );
  if (others.length > 0)
    throw new PhotoError(
      'several-faces',
      `The photo shows ${faces.length} faces, and it is not told whose is meant. Use a photo of one person alone.`,
    );
  const { size, sharpness, brightness } = face.quality;
  if (size < enrolMinFacePixels || !face.descriptor)
    throw new PhotoError(
      'face-too-small',
      `The face is ${size} pixels wide; at least ${enrolMinFacePixels} are needed to enrol somebody. ` +
        'Use a larger or closer photo.',
    );
  if (!face.plausible)
    throw new PhotoError(
      'face-not-clear',
      'Eyes, nose and mouth of the face cannot be made out: it is seen from the side, or something covers it. ' +
        'Use a photo of the face from the front.',
    );
  if (sharpness < enrolMinSharpness)
    throw new PhotoError(
      'face-too-blurred',
      `The face has a sharpness of ${sharpness.toFixed(1)}; at least ${enrolMinSharpness} is needed to enrol ` +
        'somebody. Use a sharper photo.',
    );
  if (brightness < LIT.least || brightness > LIT.most)
    throw new PhotoError(
      'face-badly-lit',
      `The face has a mean brightness of ${brightness.toFixed(0)} (0 black, 255 white); to enrol somebody it must be ` +
        `${LIT.least} to ${LIT.most}. Use a ${brightness < LIT.least ? 'brighter' : 'less bright'} photo.`,
    );
  return { ...face, descriptor: face.descriptor };
}
