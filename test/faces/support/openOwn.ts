import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { readSettings } from '../../../config/settings.ts';
import { EngineError } from '../../../faces/engine/EngineError.ts';
import { type Finder, openFinder } from '../../../faces/Finder.ts';
import { smallModel, writeRecogniser } from '../../support/ownRecogniser.ts';

/** A manifest and its model in a folder of their own, for as long as the test runs. */
export async function writeOwn(
  t: ExecutionContext,
  manifest: unknown,
  model: Uint8Array = smallModel({ dimensions: 512 }),
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-recogniser-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return writeRecogniser(folder, model, manifest);
}

export function openOwn(file: string, settings: Record<string, string> = {}): Promise<Finder> {
  return openFinder(readSettings({ THREADS: '1', RECOGNISER: file, ...settings }));
}

/** Opening it is an EngineError that names the file, says what is wrong, and what to do. */
export async function refused(t: ExecutionContext, file: string, said: RegExp): Promise<void> {
  const error = await t.throwsAsync(openOwn(file), { instanceOf: EngineError }, String(said));
  t.regex(error!.message, said);
  t.true(error!.message.includes(dirname(file)), error!.message);
  t.regex(error!.message, /(Correct|Export|Make|Put|Bring|docs\/engines\.md).*\.$/);
}
