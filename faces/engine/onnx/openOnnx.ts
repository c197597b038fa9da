import { modelFile, type Network, type Precision } from '../../../weights/models.ts';
import { anchors, decodeBox } from '../anchors.ts';
import { type Candidate, type Engine, edgesOf } from '../Engine.ts';
import { builtInRecogniser } from './builtInRecogniser.ts';
import { openRuntime } from './openRuntime.ts';
import { ownRecogniser } from './ownRecogniser.ts';
import { rows } from './rows.ts';

export interface OnnxOptions {
  precision: Precision;
  /** Threads that one network may use. */
  threads: number;
  /** The manifest of a recogniser to take in the place of the built-in one; empty for none. */
  recogniser: string;
}

/**
 * The three networks on ONNX Runtime, one session each.
 * @throws EngineError where ONNX Runtime has no library for this machine; WeightsError where the models cannot be had;
 * SettingError, EngineError where the manifest names a recogniser that cannot run.
 */
export async function openOnnx({ precision, threads, recogniser: manifest }: OnnxOptions): Promise<Engine> {
  const runtime = await openRuntime(threads);
  const open = async (network: Network) => runtime.open(await modelFile(network, precision));
  const [detector, landmarker, { name, recogniser, describe }] = await Promise.all([
    open('ssd_mobilenetv1'),
    open('face_landmark_68'),
    manifest ? ownRecogniser(runtime, manifest) : builtInRecogniser(runtime, precision),
  ]);
  const anchorsOf = new Map<string, Float32Array>();

  return {
    name: 'onnx',
    weights: `face-api ${precision}${name === undefined ? '' : `, ${name}`}`,
    recogniser,
    async detect(seen, minScore) {
      const { width, height } = edgesOf(seen);
      const { encodings, logits } = await runtime.run(detector, seen.rgb, [1, height, width, 3]);
      const edges = `${width} x ${height}`;
      const places = anchorsOf.get(edges) ?? anchors(width, height);
      anchorsOf.set(edges, places);
      return candidates(encodings!.data as Float32Array, logits!.data as Float32Array, places, minScore);
    },
    landmarks: (squares) => rows(runtime, landmarker, squares),
    describe,
  };
}

function candidates(
  encodings: Float32Array,
  logits: Float32Array,
  places: Float32Array,
  minScore: number,
): Candidate[] {
  const least = Math.log(minScore / (1 - minScore));
  const found: Candidate[] = [];
  for (let index = 0; index < logits.length; index++) {
    const logit = logits[index]!;
    if (logit > least)
      found.push({ score: 1 / (1 + Math.exp(-logit)), box: decodeBox(encodings, places, index) });
  }
  return found;
}
