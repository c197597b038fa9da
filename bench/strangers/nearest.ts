import { Gallery } from '../../faces/match/Gallery.ts';

/** Synthetic faces are compared with each other alone. */
const SPACE = 'synthetic';

/** How far the nearest of the gallery is from each face. */
export function nearest(gallery: Float32Array[], faces: Float32Array[]): Float64Array {
  const enrolled = gallery.map((descriptor, at) => ({
    descriptor,
    space: SPACE,
    person: `${at}`,
    photo: `${at}`,
  }));
  const all = new Gallery(SPACE, enrolled);
  return Float64Array.from(faces, (descriptor) => all.nearest({ descriptor, space: SPACE }, 1)[0]!.distance);
}
