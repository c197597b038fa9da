import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
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
  .description('Runs all of face-inbox on this machine, on one endpoint.')
  .option('--port <n>', 'the port of the endpoint; 0 for any free one', readPort, 4566)
  .option('--data <dir>', 'where photos, people and results are kept', '.face-inbox')
  .option('--ephemeral', 'keep nothing after the end')
  .option('--demo', 'drop sample photos, enrol one face of them, and show what was found')
  .parse()
  .opts<Options>();

try {
  const settings = readSettings();
  // npm changes to the project's folder; a relative path means the folder that npm was called in.
  const folder = ephemeral ? undefined : resolve(process.env.INIT_CWD ?? '.', data);
  process.stdout.write(`face-inbox starts with the engine ${settings.engine} ...\n`);
  const local = await startLocal({
    settings,
    port,
    folder,
    onLog: (line) => print(reportLine(line)),
    onError: (error) => print(`! ${describeError(error)}`),
  });
  stopOnSignal(local.stop);
  print(welcome(local, settings, folder));
  if (demo) await runDemo(local, settings, print);
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(error instanceof SettingError ? 2 : 1);
}

function print(line: string | undefined) {
  if (line !== undefined) process.stdout.write(`${line}\n`);
}

/** npm passes on the signal that the terminal has sent already: only one that comes later means impatience. */
function stopOnSignal(stop: () => Promise<void>) {
  let since: number | undefined;
  const end = async () => {
    if (since !== undefined) {
      if (Date.now() - since > 1000) process.exit(130);
      return;
    }
    since = Date.now();
    print('\nStopping; what is not analysed yet will be at the next start ...');
    await stop();
    print('Stopped.');
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}

function readPort(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  return value;
}
