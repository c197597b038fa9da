import type { Distances } from '../accuracy/statistics/comparePhotos.ts';
import { mean } from '../accuracy/statistics/summary.ts';

/** Two different people, or their faces in one photo, and every distance between their photos. */
export interface AlikePair {
  /** Whoever has the same label in another pair is the same person. */
  a: string;
  b: string;
  distances: number[];
}

/** A kind of people who are alike, such as women of one age. */
export interface AlikeGroup {
  name: string;
  pairs: AlikePair[];
}

/**
 * For each person the quarter of the others, one at least, that is nearest on average: of mixed people those of the same
 * sex, age and complexion come out so. The choice is by distance, so it errs to the side of too near.
 */
export function nearestQuarter({ size, values, person, people }: Distances): AlikePair[] {
  const photosOf: number[][] = Array.from({ length: people }, () => []);
  for (let photo = 0; photo < size; photo++) photosOf[person[photo]!]!.push(photo);
  const between = (a: number, b: number) =>
    photosOf[a]!.flatMap((one) => photosOf[b]!.map((other) => values[one * size + other]!));
  const count = Math.max(1, Math.round((people - 1) / 4));
  const chosen = new Map<string, AlikePair>();
  for (let one = 0; one < people; one++) {
    const others = Array.from({ length: people }, (_, other) => other).filter((other) => other !== one);
    const ranked = others
      .map((other) => ({ other, distance: mean(between(one, other))! }))
      .sort((x, y) => x.distance - y.distance || x.other - y.other);
    for (const { other } of ranked.slice(0, count)) {
      const [a, b] = [Math.min(one, other), Math.max(one, other)];
      const [first, second] = [String(a), String(b)];
      chosen.set(`${a} ${b}`, { a: first, b: second, distances: between(a, b) });
    }
  }
  return [...chosen.values()];
}

/** Every two faces of a photo: surely two people. */
export function withinPhotos(
  photos: Float32Array[][],
  distance: (a: Float32Array, b: Float32Array) => number,
): AlikePair[] {
  return photos.flatMap((faces, photo) =>
    faces.flatMap((face, index) =>
      faces.slice(index + 1).map((other, after) => ({
        a: `${photo}/${index}`,
        b: `${photo}/${index + 1 + after}`,
        distances: [distance(face, other)],
      })),
    ),
  );
}
