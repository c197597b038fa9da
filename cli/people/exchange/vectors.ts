import type { KnownSpace } from '../../../faces/engine/knownSpaces.ts';
import { checkVector } from '../../../faces/match/checkVector.ts';
import type { DescriptorDocument } from '../../../faces/match/descriptorDocument.ts';
import { CommandError, EXIT } from '../../CommandError.ts';

/**
 * Vectors as the original AWSLambdaFace wrote and read them (its scripts/train_face_recognizer.py): one face a line,
 * its numbers parted by commas, without a head and without a name. What space they are of, the file does not say.
 */
export function vectorLine(descriptor: Float32Array): string {
  // Nine digits are enough to find the same float32 again (IEEE 754, 5.12.2).
  return Array.from(descriptor, (value) => String(Number(value.toPrecision(9)))).join(',');
}

/** Who made them is not known either. */
const MAKER = { name: 'csv', weights: 'unknown' };

/** @throws CommandError where the line is no vector that can be of the space */
export function readVectorLine(
  text: string,
  space: string,
  known: ReadonlyMap<string, KnownSpace>,
): DescriptorDocument {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const odd = numbers.findIndex((value) => !Number.isFinite(value));
  const why =
    odd >= 0
      ? `as number ${odd + 1} ${JSON.stringify(text.split(',')[odd]!.slice(0, 40))}, which is none`
      : checkVector(numbers, space, known.get(space));
  if (why !== undefined) throw new CommandError(EXIT.usage, `It has ${why}.`);
  return { space, descriptors: { [space]: { descriptor: Float32Array.from(numbers), engine: MAKER } } };
}
