import { euclidean } from '../faces/match/Gallery.ts';
import { type PersonItem, unpack } from '../store/people.ts';
import { descriptorIn, spacesOf } from '../store/spaces.ts';

/** How far an enrolled photo is from the person's others, in the space of its own; absent where there is no other in it. */
export interface Spread {
  nearest?: { photo: string; distance: number };
  /** Mean of the distances to all others. */
  mean?: number;
}

/** For each photo of one person, in the same order. */
export function spreadOf(photos: PersonItem[]): Spread[] {
  return photos.map((one) => {
    const others = photos.flatMap((other) => {
      const [space] = spacesOf(one);
      const bytes = other === one ? undefined : descriptorIn(other, space!);
      if (!bytes) return [];
      const described = { space: space!, descriptor: unpack(bytes) };
      const distance = euclidean({ space: space!, descriptor: unpack(one.descriptor) }, described);
      return [{ photo: other.photo, distance }];
    });
    if (others.length === 0) return {};
    return {
      nearest: others.reduce((least, other) => (other.distance < least.distance ? other : least)),
      mean: others.reduce((sum, { distance }) => sum + distance, 0) / others.length,
    };
  });
}
