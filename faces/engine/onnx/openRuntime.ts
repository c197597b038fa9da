import type { InferenceSession } from 'onnxruntime-node';
import { EngineError } from '../EngineError.ts';
import { loadRuntime } from './loadRuntime.ts';

/** ONNX Runtime on the processor: every model is opened and run in the same way. */
export interface Runtime {
  /** @param model its bytes, or the path of its file. */
  open(model: Uint8Array | string): Promise<InferenceSession>;
  /** Runs a model of one input; its outputs by their names. */
  run(
    session: InferenceSession,
    input: Float32Array,
    shape: readonly number[],
  ): Promise<InferenceSession.ReturnType>;
}

/**
 * @param threads that one model may use.
 * @throws EngineError where ONNX Runtime has no library for this machine.
 */
export async function openRuntime(threads: number): Promise<Runtime> {
  const ort = await loadRuntime().catch((cause) => {
    if (cause instanceof EngineError) throw cause;
    throw new EngineError(
      `FACE_ENGINE is onnx, but ONNX Runtime does not load on ${process.platform} ${process.arch}. Run \`npm install\` ` +
        'again; where it has no library for the machine, run `npm run engine:tfjs-wasm` once and use FACE_ENGINE=tfjs-wasm.',
      { cause },
    );
  });
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // Threads that wait in a loop take the processor from whoever else needs it.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
  return {
    open: (model) =>
      typeof model === 'string'
        ? ort.InferenceSession.create(model, options)
        : ort.InferenceSession.create(model, options),
    run: (session, input, shape) =>
      session.run({ [session.inputNames[0]!]: new ort.Tensor('float32', input, shape) }),
  };
}
