import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type Implementation } from 'ava';
import { photosThere, ROOT, requireTfjsNode } from './project.ts';

/** A Python with pillow-heif, if there is one: FACE_INBOX_PYTHON, else the project's own .venv. */
export const python = process.env.FACE_INBOX_PYTHON || join(ROOT, '.venv/bin/python');

const TOOLS = {
  'tfjs-node': () => existsSync(join(tfjsNodeFolder() ?? ROOT, 'lib/napi-v8/tfjs_binding.node')),
  'pillow-heif': () => spawnSync(python, ['-c', 'import pillow_heif, PIL.Image']).status === 0,
};

/** Where the package lies, with or without its native library. */
export function tfjsNodeFolder(): string | undefined {
  try {
    return dirname(requireTfjsNode.resolve('@tensorflow/tfjs-node/package.json'));
  } catch {
    return undefined;
  }
}

export const have = (tool: keyof typeof TOOLS): boolean => TOOLS[tool]();

type Test = (title: string, implementation: Implementation<[]>) => void;
const skipped =
  (what: string): Test =>
  (title, implementation) =>
    test.skip(`${title} (needs ${what})`, implementation);

/** A serial test; skipped by name where the tool is missing, but in CI it runs, and fails. */
export const testWith = (tool: keyof typeof TOOLS): Test =>
  process.env.CI === 'true' || have(tool) ? test.serial : skipped(tool);

/** A serial test of the labelled photos; skipped by name where they are not there. */
export const testWithPhotos: Test = photosThere ? test.serial : skipped('../shared/photos');
