#!/usr/bin/env node
// Plain JavaScript, so that every Node from 20 on can read it: where the one that runs this reads no TypeScript,
// the one that the project brings along (the npm package `node`) takes over.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

if (process.features.typescript) {
  const { emitWarning } = process;
  process.emitWarning = (warning, ...rest) => {
    const type = rest[0]?.type ?? rest[0];
    if (type !== 'ExperimentalWarning') emitWarning.call(process, warning, ...rest);
  };
  await import('./main.ts');
} else {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child = spawn(
    newerNode(),
    ['--disable-warning=ExperimentalWarning', main, ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => giveUp(error.message));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

function newerNode() {
  try {
    const bin = process.platform === 'win32' ? 'node/bin/node.exe' : 'node/bin/node';
    return createRequire(import.meta.url).resolve(bin);
  } catch {
    return giveUp('node_modules/node is missing');
  }
}

function giveUp(why) {
  process.stderr.write(
    `face-inbox needs Node 22.18 or newer, this is ${process.version}, and the project's own cannot be started (${why}).\n` +
      'Run `npm install` in the project, or use a newer Node.\n',
  );
  process.exit(1);
}
