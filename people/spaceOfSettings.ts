import type { Settings } from '../config/settings.ts';
import { DLIB_RESNET } from '../faces/engine/dlibResnet.ts';
import type { Space } from '../faces/engine/Engine.ts';
import { type KnownSpace, knownSpaces } from '../faces/engine/knownSpaces.ts';
import { readManifest } from '../faces/engine/onnx/recogniserManifest.ts';

/**
 * The space that an inbox of these settings matches in, and what is known of it and others; no engine is opened for it.
 * @throws SettingError, EngineError where RECOGNISER names no manifest
 */
export async function spaceOfSettings({
  recogniser: manifest,
  alignment,
}: Pick<Settings, 'recogniser' | 'alignment'>): Promise<{ space: Space; known: Map<string, KnownSpace> }> {
  const recogniser = manifest ? (await readManifest(manifest)).recogniser : DLIB_RESNET;
  const { trained, [alignment]: chosen = trained } = recogniser.spaces;
  return { space: chosen, known: knownSpaces(recogniser) };
}
