/**
 * Prints what comes of opening engines, one after the other: `node openAnEngine.ts <project> <engine>...`; with
 * `-WebAssembly` among them, Node.js has no WebAssembly from there on.
 */
import { pathToFileURL } from 'node:url';

const [project, ...names] = process.argv.slice(2);
const load = (path: string) => import(pathToFileURL(`${project}/${path}`).href);
const { openEngine } = await load('faces/engine/openEngine.ts');
const { readSettings } = await load('config/settings.ts');
const opened: string[] = [];
try {
  for (const engine of names)
    if (engine === '-WebAssembly') delete (globalThis as { WebAssembly?: unknown }).WebAssembly;
    else opened.push((await openEngine(readSettings({ FACE_ENGINE: engine }))).name);
  console.log(JSON.stringify({ opened }));
} catch (error) {
  const { name, message, cause } = error as Error;
  console.log(JSON.stringify({ opened, error: { name, message, cause: String(cause) } }));
}
