import type { Settings } from '../../config/settings.ts';
import { decode } from '../../faces/decode/decode.ts';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import { openFinder } from '../../faces/Finder.ts';
import { findFaces } from '../../faces/findFaces.ts';
import { faceAt } from '../../faces/match/faceAt.ts';
import { oneAtATime } from '../../faces/oneAtATime.ts';
import type { PersonItem } from '../../store/people.ts';

/** What describes enrolled faces once more. */
export interface Describer {
  engine: PersonItem['engine'];
  space: string;
  /**
   * The descriptor of the face in that box, in shares of the upright picture.
   * @throws PhotoError where the photo cannot be read, or where the engine finds no face in that place.
   */
  describe(photo: Buffer, box: NonNullable<PersonItem['box']>): Promise<Float32Array>;
}

/** Opens the engine that the settings name. @throws EngineError, WeightsError */
export async function openDescriber(settings: Settings): Promise<Describer> {
  const finder = await openFinder(settings);
  const { engine, space, enough } = finder;
  const inTurn = oneAtATime();
  return {
    engine: { name: engine.name, weights: engine.weights },
    space,
    async describe(bytes, { left, top, width, height }) {
      const photo = await decode(bytes, { maxPixels: settings.maxPixels, enough });
      // An engine takes all cores by itself.
      const { faces } = await inTurn(() => findFaces(photo, finder));
      const face = faceAt(faces, {
        x: left * photo.width,
        y: top * photo.height,
        width: width * photo.width,
        height: height * photo.height,
      });
      if (face?.descriptor) return face.descriptor;
      throw new PhotoError(
        'no-face',
        `The engine ${engine.name} finds ${faces.length === 0 ? 'no face' : 'faces, but none where the enrolled one is'}. ` +
          'Enrol a clearer photo in its place, or remove it.',
      );
    },
  };
}
