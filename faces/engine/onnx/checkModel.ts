import type { InferenceSession } from 'onnxruntime-node';
import { EngineError } from '../EngineError.ts';
import { shapeOf } from './modelInput.ts';
import type { RecogniserManifest } from './recogniserManifest.ts';

type Shape = readonly (number | string)[];

/**
 * Holds what a model says of its one input and one output to the manifest.
 * @returns whether it takes one face at a time or any number.
 * @throws EngineError with both sides.
 */
export function checkModel(session: InferenceSession, manifest: RecogniserManifest): 'one' | 'any' {
  const input = tensorOf(session.inputMetadata, 'input', manifest);
  const output = tensorOf(session.outputMetadata, 'output', manifest);
  const { size, layout } = manifest.input;
  const { dimensions } = manifest.recogniser;
  if (!agrees(input, shapeOf(manifest.input, 'batch')))
    throw differs(
      manifest,
      `takes ${told(input)}`,
      `${told(shapeOf(manifest.input, 'batch'))} (input.size ${size}, input.layout ${layout})`,
    );
  const numbers = output.slice(1);
  if (numbers.every(isKnown) && output.length > 0 && product(numbers) !== dimensions)
    throw differs(manifest, `gives ${told(output)}`, `${dimensions} numbers a face ("dimensions")`);
  const [batch = 'batch'] = input;
  if (isKnown(batch) && batch !== 1)
    throw new EngineError(
      `The model ${manifest.model} takes ${batch} faces at a time, always; it must take one, or any number. ` +
        'Export it with a batch that is free or 1.',
    );
  return isKnown(batch) ? 'one' : 'any';
}

function tensorOf(
  metadata: readonly InferenceSession.ValueMetadata[],
  side: 'input' | 'output',
  { model }: RecogniserManifest,
): Shape {
  const [only, ...more] = metadata;
  if (!only || more.length > 0)
    throw new EngineError(
      `The model ${model} has ${metadata.length} ${side}s (${metadata.map(({ name }) => name).join(', ')}), but a ` +
        `recogniser must have one ${side}. Export it with one alone.`,
    );
  if (only.isTensor && only.type === 'float32') return only.shape;
  const kind = only.isTensor ? only.type : 'no tensor';
  throw new EngineError(
    `The ${side} ${only.name} of the model ${model} is ${kind}, but must be float32. Export it so.`,
  );
}

/** A size that is fixed; ONNX Runtime tells others by a name or, without one, as -1. */
const isKnown = (size: number | string): size is number => typeof size === 'number' && size > 0;

/** No shape at all says nothing. */
const agrees = (shape: Shape, expected: Shape): boolean =>
  shape.length === 0 ||
  (shape.length === expected.length &&
    shape.every((size, axis) => axis === 0 || !isKnown(size) || size === expected[axis]));

const product = (sizes: Shape): number => sizes.reduce((all: number, size) => all * Number(size), 1);

const told = (shape: Shape): string => shape.map((size) => (isKnown(size) ? size : 'any')).join(' x ');

const differs = ({ file, model }: RecogniserManifest, does: string, says: string) =>
  new EngineError(
    `The model ${model} ${does}, but the manifest ${file} says ${says}. Make both say the same.`,
  );
