import type { Network, Precision } from './models.ts';
import { detector } from './networks/detector.ts';
import { landmarker } from './networks/landmarker.ts';
import { recogniser } from './networks/recogniser.ts';
import { encodeModel, type Graph } from './onnx/schema.ts';
import type { Ranges } from './quantize/Pictures.ts';
import { PLAN } from './quantize/plan.ts';
import { quantize } from './quantize/quantize.ts';
import calibration from './ranges.json' with { type: 'json' };
import { readTensors, type Tensor } from './readTensors.ts';

const NETWORKS: Record<Network, (tensors: Map<string, Tensor>) => Graph> = {
  ssd_mobilenetv1: detector,
  face_landmark_68: landmarker,
  face_recognition: recogniser,
};

/**
 * One of face-api's networks as the bytes of an ONNX model; the same each time.
 * @throws WeightsError where a weight file is missing or not right; RangeError for a network that has no 8-bit form.
 */
export async function convert(network: Network, precision: Precision): Promise<Uint8Array> {
  const graph = await graphOf(network);
  if (precision === 'fp32') return encodeModel(graph);
  const span = PLAN[network];
  if (!span) throw new RangeError(`${network} stays in floats; weights/quantize/plan.ts says which do not.`);
  const ranges = calibration.ranges as unknown as Partial<Record<Network, Ranges>>;
  return encodeModel(quantize(graph, span, ranges[network] ?? {}));
}

/** In float32. @throws WeightsError where a weight file is missing or not right. */
export async function graphOf(network: Network): Promise<Graph> {
  return NETWORKS[network](await readTensors(network));
}
