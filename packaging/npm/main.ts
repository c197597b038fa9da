/** `npm pack` runs this first: writes into dist/ what the package has instead of the sources. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { manPage } from '../../cli/manual/manPage.ts';
import { makeProgram } from '../../cli/program.ts';
import { buildPage } from '../../web/build.ts';
import { type Lock, partOf } from '../installPackages.ts';
import { neededSources } from './neededSources.ts';
import { inItsWords, toJavaScript } from './toJavaScript.ts';

const ROOT = join(import.meta.dirname, '../..');
const DIST = join(ROOT, 'dist');

await rm(DIST, { recursive: true, force: true });
for (const file of neededSources(ROOT)) {
  if (file.endsWith('.ts')) await write(file.replace(/ts$/, 'js'), toJavaScript(await read(file)));
  else if (file === 'package.json') await write(file, ownManifest(await read(file)));
  else await write(file, await readFile(join(ROOT, file)));
}
await writeRuntimeLock();
for (const [path, content] of await buildPage()) await write(`web/${path}`, content);
await write('man/face-inbox.1', manPage(makeProgram(), inItsWords));

/** Beside the code, where it looks for its version. */
function ownManifest(text: string): string {
  const { name, version, type } = JSON.parse(text);
  return json({ name, version, type });
}

/** What faces/engine/onnx/loadRuntime.ts fetches ONNX Runtime by. */
async function writeRuntimeLock(): Promise<void> {
  const lock = JSON.parse(await read('package-lock.json')) as Lock;
  const { wanted, packages } = partOf(lock, ['onnxruntime-node']);
  const { version } = packages['node_modules/onnxruntime-node'] as { version?: string };
  const manifest = { name: 'face-inbox-runtime', version, private: true, dependencies: wanted };
  const folder = 'faces/engine/onnx/locked';
  await write(`${folder}/package.json`, json(manifest));
  const ofRuntime = { ...lock, name: manifest.name, version, packages: { '': manifest, ...packages } };
  await write(`${folder}/package-lock.json`, json(ofRuntime));
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(DIST, path)), { recursive: true });
  await writeFile(join(DIST, path), content);
}

async function read(file: string): Promise<string> {
  return readFile(join(ROOT, file), 'utf8');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
