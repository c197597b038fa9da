import { readSettings, type Settings } from '../../config/settings.ts';
import { decode } from '../../faces/decode/decode.ts';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import { sniff } from '../../faces/decode/sniff.ts';
import { type Finder, openFinder } from '../../faces/Finder.ts';
import { findFaces } from '../../faces/findFaces.ts';
import { isUsable } from '../../faces/isUsable.ts';
import { euclidean } from '../../faces/match/Gallery.ts';
import { chooseFace } from './chooseFace.ts';
import type { Described, Describer, WhichFace } from './Describer.ts';

// The only file of this benchmark that calls the project.

/**
 * The engine and the settings that the environment names.
 * @throws SettingError, EngineError, WeightsError
 */
export async function openDescriber(): Promise<Describer> {
  const settings = readSettings();
  const finder = await openFinder(settings);
  const { engine, space } = finder;
  return {
    engine: `${engine.name}, ${engine.weights}`,
    space,
    describe: (photo, which) => describePhoto(photo, which, finder, settings),
    everybody: async (photo) => {
      const decoded = await decode(photo, { maxPixels: settings.maxPixels, enough: finder.enough });
      const { faces } = await findFaces(decoded, finder);
      return faces.flatMap((face) => (isUsable(face, settings) ? [face.descriptor] : []));
    },
    distance: (a, b) => euclidean({ descriptor: a, space }, { descriptor: b, space }),
    pixels: async (photo) => (await decode(photo, { maxPixels: settings.maxPixels })).picture,
  };
}

async function describePhoto(
  photo: Buffer,
  which: WhichFace,
  finder: Finder,
  settings: Settings,
): Promise<Described> {
  const start = performance.now();
  try {
    const decoded = await decode(photo, { maxPixels: settings.maxPixels, enough: finder.enough });
    const { faces } = await findFaces(decoded, finder);
    const milliseconds = performance.now() - start;
    const face = chooseFace(faces, decoded, which);
    if (!face?.descriptor) return { found: faces.length, milliseconds };
    const { descriptor, box } = face;
    return {
      found: faces.length,
      face: { descriptor, box, usable: isUsable(face, settings) },
      milliseconds,
    };
  } catch (error) {
    if (!(error instanceof PhotoError)) throw error;
    return { found: 0, refused: error.message, milliseconds: performance.now() - start };
  }
}

/** @param head the file's first 512 bytes, or all it has. */
export function isPhoto(head: Buffer): boolean {
  try {
    sniff(head);
    return true;
  } catch (error) {
    if (error instanceof PhotoError) return false;
    throw error;
  }
}
