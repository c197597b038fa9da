#!/usr/bin/env node
// Plain JavaScript, so that every Node from 20 on can read it. In the installed package, it loads what was made of the
// sources; in the repository the sources, and where the Node that runs this reads no TypeScript, the one that the project
// brings along (the npm package `node`) takes over.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const SOURCE = new URL('main.ts', import.meta.url);
const isPackage = !existsSync(SOURCE);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (isPackage ? major > 22 || (major === 22 && minor >= 18) : process.features.typescript) {
  const { emitWarning } = process;
  process.emitWarning = (warning, ...rest) => {
    const type = rest[0]?.type ?? rest[0];
    if (type !== 'ExperimentalWarning') emitWarning.call(process, warning, ...rest);
  };
  await import(isPackage ? '../dist/cli/main.js' : './main.ts');
} else if (isPackage) {
  giveUp(
    `This is Node ${process.version}, but face-inbox needs 22.18 or newer.`,
    'Install a newer Node (https://nodejs.org), or put one that is there first on the PATH.',
  );
} else {
  const child = spawn(
    newerNode(),
    ['--disable-warning=ExperimentalWarning', fileURLToPath(SOURCE), ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => giveUp(...withoutNode(error.message)));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

function newerNode() {
  try {
    const bin = process.platform === 'win32' ? 'node/bin/node.exe' : 'node/bin/node';
    return createRequire(import.meta.url).resolve(bin);
  } catch {
    return giveUp(...withoutNode('node_modules/node is missing'));
  }
}

function withoutNode(why) {
  return [
    `face-inbox needs Node 22.18 or newer, this is ${process.version}, and the project's own cannot be started (${why}).`,
    'Run `npm install` in the project, or use a newer Node.',
  ];
}

function giveUp(...lines) {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}
