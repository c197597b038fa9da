import { resolve } from 'node:path';
import { Command } from 'commander';
import { SettingError } from '../config/SettingError.ts';
import { readSettings } from '../config/settings.ts';
import { type StartOptions, startOptions } from '../config/startOptions.ts';
import { prepareRuntime } from '../faces/engine/onnx/loadRuntime.ts';
import { describeError } from '../terminal/describeError.ts';
import { runDemo } from './demo/runDemo.ts';
import { openPage } from './openPage.ts';
import { reportLine } from './reportLine.ts';
import { startLocal } from './startLocal.ts';
import { welcome } from './welcome.ts';

const command = new Command('npm start --')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .showHelpAfterError('Options go behind two hyphens: npm start -- --port 4567')
  .description('Runs all of face-inbox on this machine, on one endpoint.');
for (const option of startOptions()) command.addOption(option);
const { port, data, ephemeral, demo, open } = command.parse().opts<StartOptions>();

// `npm start | head`: whoever reads no further stops nothing.
process.stdout.on('error', () => {});
const interrupted = interruption();
try {
  const settings = readSettings();
  // npm changes to the project's folder; a relative path means the folder that npm was called in.
  const folder = ephemeral ? undefined : resolve(process.env.INIT_CWD ?? '.', data);
  print(`face-inbox starts with the engine ${settings.engine} ...`);
  if (settings.engine === 'onnx') await prepareRuntime(print);
  const local = await startLocal({
    settings,
    port,
    folder,
    onLog: (line) => print(reportLine(line)),
    onError: (error) => print(`! ${describeError(error)}`),
    signal: interrupted,
  });
  print(welcome(local, settings, folder));
  if (open) void openPage(`${local.endpoint}/`).then((failure) => print(failure && `! ${failure}`));
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
