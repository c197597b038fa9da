import { exactSearch, MetricKind } from 'usearch';
import type { Enrolled } from '../../faces/match/Gallery.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { SPACE } from './faceLike.ts';

/** A way to find the nearest enrolled photo. */
export interface Search {
  name: 'plain loop' | 'gallery' | 'everyone ranked' | 'usearch';
  /** @returns the distance to the nearest, and whose it is */
  nearest(face: Float32Array): { distance: number; person: string };
}

/** All ways, with the same photos. */
export function openSearches(enrolled: Iterable<Enrolled>, count: number, width: number): Search[] {
  const numbers = new Float32Array(count * width);
  const people: string[] = [];
  const gallery = new MemoryGallery(SPACE);
  for (const one of enrolled) {
    numbers.set(one.descriptor, people.push(one.person) * width - width);
    gallery.add(one);
  }
  return [
    { name: 'plain loop', nearest: (face) => plainLoop(face, numbers, people) },
    {
      name: 'gallery',
      // As many as are asked for a photo with one face: the nearest, and the runner-up.
      nearest: (descriptor) => gallery.nearestTo({ descriptor, space: SPACE }, 2)[0]!,
    },
    { name: 'everyone ranked', nearest: (descriptor) => gallery.rank({ descriptor, space: SPACE })[0]! },
    {
      name: 'usearch',
      nearest(face) {
        const { keys, distances } = exactSearch(numbers, face, width, 1, MetricKind.L2sq, 1);
        return { distance: Math.sqrt(Number(distances[0])), person: people[Number(keys[0])]! };
      },
    },
  ];
}

function plainLoop(face: Float32Array, numbers: Float32Array, people: string[]) {
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let photo = 0, start = 0; photo < people.length; photo++, start += face.length) {
    let sum = 0;
    for (let at = 0; at < face.length; at++) {
      const difference = face[at]! - numbers[start + at]!;
      sum += difference * difference;
    }
    if (sum < least) {
      least = sum;
      nearest = photo;
    }
  }
  return { distance: Math.sqrt(least), person: people[nearest]! };
}
