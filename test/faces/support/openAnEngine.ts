/**
 * Prints what comes of opening engines, one after the other: `node openAnEngine.ts <project> <engine>...`; with
 * `-WebAssembly` among them, Node.js has no WebAssembly from there on.
 */
import { pathToFileURL } from 'node:url';

const [project, ...names] = process.argv.slice(2);
const { openEngine } = await import(pathToFileURL(`${project}/faces/engine/openEngine.ts`).href);
const opened: string[] = [];
try {
  for (const name of names)
    if (name === '-WebAssembly') delete (globalThis as { WebAssembly?: unknown }).WebAssembly;
    else opened.push((await openEngine(name)).name);
  console.log(JSON.stringify({ opened }));
} catch (error) {
  const { name, message, cause } = error as Error;
  console.log(JSON.stringify({ opened, error: { name, message, cause: String(cause) } }));
}
