import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';

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
  const all = new MemoryGallery(SPACE, enrolled);
  return Float64Array.from(
    faces,
    (descriptor) => all.nearestTo({ descriptor, space: SPACE }, 1)[0]!.distance,
  );
}
