import type { EngineName } from '../../config/settings.ts';
import type { Engine } from './Engine.ts';
import { EngineError } from './EngineError.ts';
import { openTfjsNode } from './tfjsNode.ts';
import { openTfjsWasm } from './tfjsWasm.ts';

const OPENERS: Record<EngineName, () => Promise<Engine>> = {
  'tfjs-wasm': openTfjsWasm,
  'tfjs-node': openTfjsNode,
};

let opened: EngineName | undefined;

/**
 * Loads the engine of that name and its weights; never another one in its place.
 * @throws EngineError where the engine cannot run on this machine, or where this process has opened the other one;
 * WeightsError where a weight file is not right.
 */
export async function openEngine(name: EngineName): Promise<Engine> {
  // Both are backends of one TensorFlow.js: the one opened last would do the other's work under its name.
  if (opened && opened !== name)
    throw new EngineError(
      `The engine ${name} cannot be opened beside ${opened}, which this process runs already; ` +
        'one process runs one engine. Start another process for it.',
    );
  const engine = await OPENERS[name]();
  opened = name;
  return engine;
}
