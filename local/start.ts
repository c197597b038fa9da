import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { SettingError } from '../config/SettingError.ts';
import { readSettings } from '../config/settings.ts';
import { describeError } from '../terminal/describeError.ts';
import { runDemo } from './demo/runDemo.ts';
import { reportLine } from './reportLine.ts';
import { startLocal } from './startLocal.ts';
import { welcome } from './welcome.ts';

interface Options {
  port: number;
  data: string;
  ephemeral?: boolean;
  demo?: boolean;
}

const { port, data, ephemeral, demo } = new Command('npm start --')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .showHelpAfterError('Options go behind two hyphens: npm start -- --port 4567')
  .description('Runs all of face-inbox on this machine, on one endpoint.')
  .option('--port <n>', 'the port of the endpoint; 0 for any free one', readPort, 4566)
  .option('--data <dir>', 'where photos, people and results are kept', '.face-inbox')
  .addOption(new Option('--ephemeral', 'keep nothing after the end').conflicts('data'))
  .option('--demo', 'drop sample photos, enrol one face of them, and show what was found')
  .parse()
  .opts<Options>();

// `npm start | head`: whoever reads no further stops nothing.
process.stdout.on('error', () => {});
const interrupted = interruption();
try {
  const settings = readSettings();
  // npm changes to the project's folder; a relative path means the folder that npm was called in.
  const folder = ephemeral ? undefined : resolve(process.env.INIT_CWD ?? '.', data);
  print(`face-inbox starts with the engine ${settings.engine} ...`);
  const local = await startLocal({
    settings,
    port,
    folder,
    onLog: (line) => print(reportLine(line)),
    onError: (error) => print(`! ${describeError(error)}`),
    signal: interrupted,
  });
  print(welcome(local, settings, folder));
  if (demo)
    await runDemo(local, settings, print, interrupted).catch((error) => {
      if (!interrupted.aborted) print(`! The demo did not end: ${describeError(error)}`);
    });
  await ending(interrupted);
  print(
    folder === undefined
      ? '\nStopping; nothing is kept ...'
      : '\nStopping; what is not analysed yet will be at the next start ...',
  );
  await local.stop();
  print('Stopped.');
  process.exit(0);
} catch (error) {
  if (interrupted.aborted) process.exit(130);
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(error instanceof SettingError ? 2 : 1);
}

/** npm passes on at once the signal that the terminal has sent already: only one that comes later means impatience. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  let since: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (since !== undefined && Date.now() - since > 500) process.exit(130);
      since ??= Date.now();
      controller.abort();
    });
  return controller.signal;
}

function ending(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function print(line: string | undefined) {
  if (line !== undefined) process.stdout.write(`${line}\n`);
}

function readPort(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  return value;
}
