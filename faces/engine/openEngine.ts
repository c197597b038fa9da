import { SettingError } from '../../config/SettingError.ts';
import type { EngineName, Settings } from '../../config/settings.ts';
import type { Engine } from './Engine.ts';
import { EngineError } from './EngineError.ts';
import { openOnnx } from './onnx/openOnnx.ts';
import { openTfjsNode } from './tfjs/tfjsNode.ts';
import { openTfjsWasm } from './tfjs/tfjsWasm.ts';

type EngineSettings = Pick<Settings, 'engine' | 'precision' | 'threads' | 'recogniser'>;

const OPENERS: Record<EngineName, (settings: EngineSettings) => Promise<Engine>> = {
  onnx: openOnnx,
  'tfjs-wasm': openTfjsWasm,
  'tfjs-node': () => openTfjsNode(),
};

let tensorflow: EngineName | undefined;

/**
 * Loads the engine of the settings and its weights; never another one in its place.
 * @throws EngineError where the engine cannot run on this machine, or where this process has opened the other one of
 * TensorFlow.js; WeightsError where a weight file is not right; SettingError where RECOGNISER names no file, or the
 * engine runs the built-in recogniser alone.
 */
export async function openEngine(settings: EngineSettings): Promise<Engine> {
  const name = settings.engine;
  if (name !== 'onnx' && settings.recogniser)
    throw new SettingError(
      `RECOGNISER is ${settings.recogniser}, but FACE_ENGINE is ${name}, which runs the built-in recogniser alone. ` +
        'Use FACE_ENGINE=onnx, or unset RECOGNISER.',
    );
  // Both are backends of one TensorFlow.js: the one opened last would do the other's work under its name.
  if (name !== 'onnx' && tensorflow && tensorflow !== name)
    throw new EngineError(
      `The engine ${name} cannot be opened beside ${tensorflow}, which this process runs already; ` +
        'one process runs one engine of TensorFlow.js. Start another process for it.',
    );
  const engine = await OPENERS[name](settings);
  if (name !== 'onnx') tensorflow = name;
  return engine;
}
