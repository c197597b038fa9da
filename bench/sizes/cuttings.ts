import { readFile } from 'node:fs/promises';
import { cut, wholePixels } from '../../faces/decode/cut.ts';
import { decode } from '../../faces/decode/decode.ts';
import { shared } from '../../faces/detect/Detection.ts';
import type { Finder } from '../../faces/Finder.ts';
import { findFaces } from '../../faces/findFaces.ts';
import type { Picture, Rect } from '../../faces/Picture.ts';

/** A photo in full and the boxes of all its faces, in pixels of it. */
export interface FacePhoto {
  path: string;
  picture: Picture;
  faces: Rect[];
}

/** A face cut out with what is around it; `box` is the face's, in pixels of `picture`. */
export interface Cutting {
  picture: Picture;
  box: Rect;
}

/** What is left round a face on each side, in widths of it: hair, ears and chin reach beyond the detector's box. */
const MARGIN = 0.6;
const MAX_PIXELS = 55_000_000;

/** Decodes a photo in full and finds its faces. */
export async function readFacePhoto(path: string, finder: Finder): Promise<FacePhoto> {
  const photo = await decode(await readFile(path), { maxPixels: MAX_PIXELS });
  const { faces } = await findFaces(photo, finder);
  return { path, picture: photo.picture, faces: faces.map(({ box }) => box) };
}

/** Every face of the photos that can be cut out so that no other shows. */
export function cuttings(photos: FacePhoto[]): Cutting[] {
  return photos.flatMap(({ picture, faces }) =>
    faces.flatMap((box) => {
      const margin = MARGIN * box.width;
      const rect = wholePixels(
        {
          x: box.x - margin,
          y: box.y - margin,
          width: box.width + 2 * margin,
          height: box.height + 2 * margin,
        },
        picture,
      );
      const alone = faces.every((other) => other === box || shared(other, rect) === 0);
      return alone
        ? [{ picture: cut(picture, rect), box: { ...box, x: box.x - rect.x, y: box.y - rect.y } }]
        : [];
    }),
  );
}
