import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { startOptions } from '../../config/startOptions.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import { explained, type Manual } from '../manual/Manual.ts';

/** What local/ begins with: a program of its own, as it wants a small heap from its first moment on. */
const MAIN = fileURLToPath(new URL('../../local/main.ts', import.meta.url));
const FLAGS = ['--max-semi-space-size=1', '--disable-warning=ExperimentalWarning'];

const MANUAL: Manual = {
  about: `
Starts S3, SQS, DynamoDB, the event bus and the functions as one process, with
one more for each function at work, and prints the endpoint, the names and lines
to paste. It listens on this machine alone. Ctrl-C stops it; what is not analysed
yet will be at the next start.

Photos, people and results are kept in the folder .face-inbox of the folder that
one is in, or in that of --data, which only its user can read. Another start in
the same folder goes on with them.`,
  examples: [
    ['npx face-inbox start --open', 'Starts, and opens its address in the browser.'],
    ['npx face-inbox start --port 0 --ephemeral', 'Takes any free port, and keeps nothing.'],
    ['RETENTION_DAYS=90 npx face-inbox start', 'Starts with a setting; photos go after 90 days.'],
  ],
  exits: {
    done: 'stopped, by Ctrl-C or a signal',
    failed: 'it could not start: the port or the folder is in use, or something is missing',
    interrupted: 'stopped while it started, or by a second Ctrl-C',
  },
  environment: 'settings',
  alone: true,
  seeAlso: ['drop', 'backup', 'doctor', 'docs/data-folder.md'],
};

export function addStart(program: Command): void {
  const command = explained(program.command('start'), MANUAL)
    .description('run the whole inbox on this machine, on one endpoint')
    .action((_: object, given: Command) => become(argumentsOf(given)));
  for (const option of startOptions()) command.addOption(option);
}

/** What was given, once more; local/ reads it as its own. */
function argumentsOf(command: Command): string[] {
  if (command.optsWithGlobals().endpoint !== undefined)
    throw new CommandError(EXIT.usage, '--endpoint says where an inbox is, and start makes one. Use --port.');
  return startOptions()
    .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    .map((option) => {
      const value = command.getOptionValue(option.attributeName());
      return option.isBoolean() ? option.long! : `${option.long}=${value}`;
    });
}

/** The process goes on as another program, so that signals and the exit code are that one's. */
function become(args: string[]): never {
  if (process.execve === undefined || process.platform === 'win32')
    throw new CommandError(
      EXIT.failed,
      `face-inbox starts on Linux and macOS, this is ${process.platform}. On Windows, use it within WSL.`,
    );
  // A relative folder is one of here, whatever an npm that is above this says (local/start.ts).
  const environment = { ...process.env, INIT_CWD: process.cwd() };
  return process.execve(process.execPath, [process.execPath, ...FLAGS, MAIN, ...args], environment);
}
