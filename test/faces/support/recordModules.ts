/**
 * Loaded before everything else (`--import recordModules.ts?<file>`), it writes each module that the process asks for into
 * that file, one URL a line, and has every Node.js that the process starts do the same.
 */
import childProcess, { type SpawnOptions } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';

const file = decodeURIComponent(new URL(import.meta.url).search.slice(1));

registerHooks({
  // Native libraries pass through this hook only.
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    appendFileSync(file, `${resolved.url}\n`);
    return resolved;
  },
});

// A function's process inherits no NODE_OPTIONS.
const { spawn } = childProcess;
const recorded = (command: string, values: readonly string[], options: SpawnOptions) => {
  const arguments_ = command === process.execPath ? ['--import', import.meta.url, ...values] : values;
  return spawn(command, arguments_, options);
};
Object.assign(childProcess, { spawn: recorded });
syncBuiltinESMExports();
