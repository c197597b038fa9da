import type { EngineName } from '../../config/settings.ts';
import type { Engine } from './Engine.ts';
import { openTfjsNode } from './tfjsNode.ts';
import { openTfjsWasm } from './tfjsWasm.ts';

const OPENERS: Record<EngineName, () => Promise<Engine>> = {
  'tfjs-wasm': openTfjsWasm,
  'tfjs-node': openTfjsNode,
};

/**
 * Loads the engine of that name and its weights; never another one in its place.
 * @throws EngineError where the engine cannot run on this machine, WeightsError where a weight file is not right.
 */
export function openEngine(name: EngineName): Promise<Engine> {
  return OPENERS[name]();
}
