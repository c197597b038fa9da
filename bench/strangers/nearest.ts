/** Numbers after which it is asked whether a face is still the nearest. */
const STEP = 16;

/** How far the nearest of the gallery is from each face. */
export function nearest(gallery: Float32Array[], faces: Float32Array[]): Float64Array {
  const dimensions = gallery[0]!.length;
  const all = new Float32Array(gallery.length * dimensions);
  gallery.forEach((face, at) => void all.set(face, at * dimensions));
  return Float64Array.from(faces, (face) => {
    let least = Infinity;
    for (let start = 0; start < all.length; start += dimensions) {
      let sum = 0;
      for (let at = 0; at < dimensions && sum < least; ) {
        const end = Math.min(at + STEP, dimensions);
        for (; at < end; at++) sum += (face[at]! - all[start + at]!) ** 2;
      }
      if (sum < least) least = sum;
    }
    return Math.sqrt(least);
  });
}
