import type { Described, Enrolled } from '../../faces/match/Gallery.ts';
import { normalNumbers } from '../accuracy/statistics/normalNumbers.ts';
import { randomNumbers } from '../accuracy/statistics/randomNumbers.ts';

const WIDTH = 128;
export const SPACE = 'face-like-128';
/** Photos of one person. */
const PHOTOS = 2;
/**
 * Mean distances of two photos of one person and of two people, about those of the built-in recogniser
 * (docs/accuracy.md); each descriptor is off its mean by a part of them, so that the square of a distance has two.
 */
const [SAME, DIFFERENT] = [0.4, 0.8];
/** Each direction holds this much less of what people differ by than the one before: some 40 of 128 count. */
const FALL = 0.975;
const MIRRORS = 3;

export interface FaceLike {
  /** A photo of a person, another one each time. */
  descriptorOf(person: number): Float32Array;
  /** Two photos a person. */
  enrolled(count: number): Generator<Enrolled>;
}

/**
 * Vectors in the place of faces: a mean that all share, plus a person, plus what a photo adds, both normally distributed;
 * the person with less and less in each direction, and the directions turned so that no number is one of them.
 */
export function faceLike(seed: number): FaceLike {
  const normal = normalNumbers(randomNumbers(seed));
  const mean = Float64Array.from({ length: WIDTH }, () => 0.09 * normal());
  const mirrors = Array.from({ length: MIRRORS }, () => unit(WIDTH, normal));
  const between = Math.sqrt((DIFFERENT ** 2 - SAME ** 2) / 2);
  const falling = Array.from({ length: WIDTH }, (_, at) => FALL ** at);
  const scale = between / Math.hypot(...falling);
  const within = SAME / Math.sqrt(2 * WIDTH);

  const descriptorOf = (person: number) => {
    const own = normalNumbers(randomNumbers(seed + 1 + person));
    const vector = falling.map((share) => share * scale * own());
    for (const mirror of mirrors) reflect(vector, mirror);
    return Float32Array.from(vector, (number, at) => mean[at]! + number + within * normal());
  };
  return {
    descriptorOf,
    *enrolled(count) {
      for (let photo = 0; photo < count; photo++) {
        const person = Math.floor(photo / PHOTOS);
        const key = `people/person-${person}/${photo % PHOTOS}.jpg`;
        yield { person: `person-${person}`, photo: key, space: SPACE, descriptor: descriptorOf(person) };
      }
    },
  };
}

/** In turn a further photo of somebody of the first `photos` enrolled ones, and a stranger; the same ones each time. */
export function lookedFor(photos: number, count: number): Described[] {
  const faces = faceLike(1);
  const people = Math.ceil(photos / PHOTOS);
  return Array.from({ length: count }, (_, at) => ({
    descriptor: faces.descriptorOf(at % 2 === 0 ? Math.floor(at * 0.31 * 997) % people : -1 - at),
    space: SPACE,
  }));
}

function unit(width: number, normal: () => number): number[] {
  const vector = Array.from({ length: width }, normal);
  const length = Math.hypot(...vector);
  return vector.map((number) => number / length);
}

/** In the plane that the unit vector stands on: lengths and distances stay. */
function reflect(vector: number[], mirror: number[]): void {
  let product = 0;
  for (let at = 0; at < vector.length; at++) product += vector[at]! * mirror[at]!;
  for (let at = 0; at < vector.length; at++) vector[at]! -= 2 * product * mirror[at]!;
}
