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
  if (command !== process.execPath) return spawn(command, values, options);
  // What decodes photos may read and write little else.
  const allowed = values.includes('--permission')
    ? [`--allow-fs-read=${import.meta.filename}`, `--allow-fs-write=${file}`]
    : [];
  return spawn(command, ['--import', import.meta.url, ...allowed, ...values], options);
};
Object.assign(childProcess, { spawn: recorded });
syncBuiltinESMExports();
