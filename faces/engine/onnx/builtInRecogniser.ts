import { modelFile, type Precision } from '../../../weights/models.ts';
import { DLIB_RESNET } from '../dlibResnet.ts';
import type { OnnxRecogniser } from './OnnxRecogniser.ts';
import type { Runtime } from './openRuntime.ts';
import { rows } from './rows.ts';

/** @throws WeightsError where the model cannot be had. */
export async function builtInRecogniser(runtime: Runtime, precision: Precision): Promise<OnnxRecogniser> {
  const session = await runtime.open(await modelFile('face_recognition', precision));
  return { recogniser: DLIB_RESNET, describe: (squares) => rows(runtime, session, squares) };
}
