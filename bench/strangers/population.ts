import { normalNumbers } from '../accuracy/statistics/normalNumbers.ts';
import { randomNumbers } from '../accuracy/statistics/randomNumbers.ts';
import { mean } from '../accuracy/statistics/summary.ts';

/** From what synthetic people are made. */
export interface Source {
  /** Real faces of people who are alike, one a person. */
  alike: Float32Array[];
  /** How real photos differ from the mean of their person's. */
  photos: Float32Array[];
}

/** Moments of the squared distances that pairs of synthetic people are to have. */
export interface Hardness {
  meanSquare: number;
  /** Their variance is the square of the mean over this, as of a Gamma distribution of that shape. */
  shape: number;
}

/** Faces of new people, one of each: `somebody` below, of whom one photo is taken. */
export function population(source: Source, hardness: Hardness, seed: number): () => Float32Array {
  const somebody = crowd(source, hardness, seed);
  return () => somebody()();
}

/**
 * Makes people that there are not: about the mean of the real ones, in the directions in which those differ
 * (random sums of their differences from the mean) and evenly in all, mixed so that the spread of the distances is as
 * asked; and to each photo a real one's difference from its person's mean is added.
 * @returns a new person at each call, who gives the face in a new photo at each call.
 */
export function crowd(
  { alike, photos }: Source,
  { meanSquare, shape }: Hardness,
  seed: number,
): () => () => Float32Array {
  const dimensions = alike[0]!.length;
  const centre = Float32Array.from({ length: dimensions }, (_, at) => mean(alike.map((face) => face[at]!))!);
  const off = alike.map((face) => face.map((value, at) => value - centre[at]!));
  const own = mean(off.map(square))! * (off.length / (off.length - 1));
  const between = meanSquare / 2 - mean(photos.map(square))!;
  const share = shareAlong(off, photos, { own, between, variance: meanSquare ** 2 / shape });
  const along = Math.sqrt((share * between) / own / (off.length - 1));
  const each = Math.sqrt(((1 - share) * between) / dimensions);
  const normal = normalNumbers(randomNumbers(seed));
  const uniform = randomNumbers(seed);
  return () => {
    const face = Float32Array.from(centre);
    for (const direction of off) add(face, direction, along * normal());
    for (let at = 0; at < dimensions; at++) face[at]! += each * normal();
    return () => add(Float32Array.from(face), photos[Math.floor(uniform() * photos.length)]!, 1);
  };
}

/**
 * How much of the variance between people lies in the real directions, so that squared distances vary as asked. With C the
 * covariance between people, normally distributed, and r the difference of two photos' differences, of covariance 2 W,
 * they vary by 8 tr(C C) + 16 tr(C W) + Var(r r); traces of products are sums over pairs of faces.
 */
function shareAlong(
  off: Float32Array[],
  photos: Float32Array[],
  { own, between, variance }: { own: number; between: number; variance: number },
): number {
  const dimensions = off[0]!.length;
  const within = mean(photos.map(square))!;
  // Of the covariance of the real directions made to trace 1.
  const crossed = (others: Float32Array[], count: number) =>
    off.reduce((sum, one) => sum + others.reduce((more, other) => more + dot(one, other) ** 2, 0), 0) /
    (off.length - 1) /
    own /
    count;
  const [withItself, withPhotos] = [crossed(off, (off.length - 1) * own), crossed(photos, photos.length)];
  const squares = photos.flatMap((one) =>
    photos.map((other) => square(one) + square(other) - 2 * dot(one, other)),
  );
  const ofPhotos = mean(squares.map((one) => (one - 2 * within) ** 2))!;
  const varies = (share: number) => {
    const [real, even] = [share * between, ((1 - share) * between) / dimensions];
    const people = real ** 2 * withItself + 2 * real * even + even ** 2 * dimensions;
    return 8 * people + 16 * (real * withPhotos + even * within) + ofPhotos;
  };
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (varies(middle) < variance) low = middle;
    else high = middle;
  }
  return low;
}

function add(face: Float32Array, other: Float32Array, times: number): Float32Array {
  for (let at = 0; at < face.length; at++) face[at]! += times * other[at]!;
  return face;
}

function square(face: Float32Array): number {
  return dot(face, face);
}

function dot(face: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < face.length; at++) sum += face[at]! * other[at]!;
  return sum;
}
