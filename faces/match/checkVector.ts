import type { KnownSpace } from '../engine/knownSpaces.ts';

/** Numbers of a descriptor of a recogniser that is not known here, as its manifest may say. */
const DIMENSIONS = [2, 16_384] as const;

/** Why numbers cannot be a descriptor of the space, in words that follow "has"; undefined where they can. */
export function checkVector(
  numbers: ArrayLike<number>,
  space: string,
  known: KnownSpace | undefined,
): string | undefined {
  const [low, high] = known ? [known.dimensions, known.dimensions] : DIMENSIONS;
  if (numbers.length < low || numbers.length > high)
    return `${numbers.length} numbers, and descriptors of ${space} have ${low === high ? low : `${low} to ${high}`}`;
  let squares = 0;
  for (let at = 0; at < numbers.length; at++) squares += numbers[at]! ** 2;
  const length = Math.sqrt(squares);
  if (!Number.isFinite(length)) return `a number that is not finite, in ${space}`;
  if (length === 0) return `only zeros, in ${space}`;
  if (!known?.lengths || (length >= known.lengths[0] && length <= known.lengths[1])) return undefined;
  return (
    `a vector of length ${length.toFixed(3)}, and descriptors of ${space} have ${known.lengths.join(' to ')}: it is not of ` +
    `that space${Math.abs(length - 1) < 0.001 ? OF_LENGTH_ONE : ''}`
  );
}

/** Those of OpenFace's network are, which the original AWSLambdaFace ran. */
const OF_LENGTH_ONE =
  '. Vectors of length 1 are made by OpenFace, as the original AWSLambdaFace used it, and by recognisers of ' +
  "ArcFace's form; no distance to them means anything here";
