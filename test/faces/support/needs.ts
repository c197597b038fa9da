import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test, { type Implementation } from 'ava';
import { photosThere, ROOT } from './project.ts';

/** A Python with pillow-heif, if there is one: FACE_INBOX_PYTHON, else the project's own .venv. */
export const python = process.env.FACE_INBOX_PYTHON || join(ROOT, '.venv/bin/python');

/** Where the package that tfjs-node runs on is installed, with or without its native library. */
export const TFJS_NODE = join(ROOT, 'engines/tfjs-node/node_modules/@tensorflow/tfjs-node');
const TFJS_WASM = join(ROOT, 'engines/tfjs-wasm/node_modules/@tensorflow/tfjs-backend-wasm');

const TOOLS = {
  'tfjs-node': () => existsSync(join(TFJS_NODE, 'lib/napi-v8/tfjs_binding.node')),
  'tfjs-wasm': () => existsSync(join(TFJS_WASM, 'package.json')),
  'pillow-heif': () => spawnSync(python, ['-c', 'import pillow_heif, PIL.Image']).status === 0,
};

export type Tool = keyof typeof TOOLS;

export const have = (tool: Tool): boolean => TOOLS[tool]();
/** Whether tests that need the tool run: where it is missing they fail in CI. */
export const wanted = (tool: Tool): boolean => process.env.CI === 'true' || have(tool);

type Test = (title: string, implementation: Implementation<[]>) => void;
const skipped =
  (what: string): Test =>
  (title, implementation) =>
    test.skip(`${title} (needs ${what})`, implementation);

/** A serial test; skipped by name where one of the tools is missing, but in CI it runs. */
export const testWith = (...tools: Tool[]): Test => {
  const missing = tools.filter((tool) => !wanted(tool));
  return missing.length === 0 ? test.serial : skipped(missing.join(' and '));
};

/** A serial test of the labelled photos; skipped by name where they are not there. */
export const testWithPhotos: Test = photosThere ? test.serial : skipped('../shared/photos');
