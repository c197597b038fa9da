import type { InferenceSession } from 'onnxruntime-node';
import type { Square } from '../../Picture.ts';
import { inBatches } from '../inBatches.ts';
import type { Runtime } from './openRuntime.ts';

/** The numbers that a model of pixels, batch x size x size x RGB, makes of each square; all are of one size. */
export function rows(
  runtime: Runtime,
  session: InferenceSession,
  squares: Square[],
): Promise<Float32Array[]> {
  return inBatches(squares, (some) => rowsOf(runtime, session, some));
}

async function rowsOf(runtime: Runtime, session: InferenceSession, squares: Square[]) {
  const { size } = squares[0]!;
  const stride = size * size * 3;
  const rgb = squares.length === 1 ? squares[0]!.rgb : new Float32Array(squares.length * stride);
  if (squares.length > 1)
    squares.forEach((square, index) => {
      rgb.set(square.rgb, index * stride);
    });
  const output = await runtime.run(session, rgb, [squares.length, size, size, 3]);
  return split(output[session.outputNames[0]!]!.data as Float32Array, squares.length);
}

/** A batch's numbers, one part for each of its members. */
export function split(numbers: Float32Array, count: number): Float32Array[] {
  const length = numbers.length / count;
  return Array.from({ length: count }, (_, index) => numbers.slice(index * length, (index + 1) * length));
}
