import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { type Command, Option } from 'commander';
import { DATA_FOLDER } from '../../config/startOptions.ts';
import { backupFolder } from '../../data/backupFolder.ts';
import { FolderInUseError } from '../../data/lockFolder.ts';
import { askForBackup } from '../backup/askForBackup.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import { checkTarget } from '../checkTarget.ts';
import { chooseEndpoint } from '../chooseEndpoint.ts';
import { reach } from '../connect.ts';
import { isUnreachable } from '../explain.ts';
import { bytes, counted } from '../formats.ts';
import { interruptible } from '../interruptible.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { answer, note } from '../print.ts';
import { showBytes } from '../progress.ts';
import { writeWhole } from '../writeWhole.ts';

interface Options {
  endpoint?: string;
  data?: string;
  force?: boolean;
}

const MANUAL: Manual = {
  about: `
All that \`npm start\` keeps, as it is at one moment: photos, results, people,
queues with their messages, rules. It goes on meanwhile. The copy is one tar file;
photos are taken as they are, so to compress it saves little. Whoever reads it
reads your photos: it is written for you alone.

Where nothing runs at the endpoint, the folder .face-inbox here is copied; with
--data the folder named, which nothing may use then.`,
  examples: [
    ['npx face-inbox backup inbox.tar', 'Copies what runs here, or the folder .face-inbox.'],
    ['npx face-inbox backup inbox.tar --data elsewhere', 'Copies a folder that nothing uses.'],
  ],
  seeAlso: ['restore', 'start', 'docs/data-folder.md'],
};

export function addBackup(program: Command): void {
  explained(program.command('backup'), MANUAL)
    .description('copy all that `npm start` keeps to one file, while it runs or not')
    .argument('<file>', 'what to write')
    .addOption(new Option('--data <dir>', 'the folder to copy, of a face-inbox that does not run'))
    .option('--force', 'write over a file that is there')
    .action((file: string, _: object, command: Command) => backup(file, command.optsWithGlobals()));
}

async function backup(file: string, options: Options): Promise<void> {
  await checkTarget(file, options.force);
  await interruptible(async (signal) => {
    const write = async (
      archive: Readable,
      { objects, bytes: total }: { objects: number; bytes: number },
    ) => {
      const progress = showBytes(total, 'copied');
      await writeWhole(file, archive, { signal, onBytes: progress.more }).finally(progress.stop);
      answer(`${counted(objects, 'object')}, ${bytes(total)}: ${file}`);
    };
    const endpoint = options.data === undefined ? await runningAt(options.endpoint) : undefined;
    if (endpoint !== undefined) {
      const { archive, ...totals } = await askForBackup(endpoint, signal);
      await write(archive, totals).catch((error) => {
        signal.throwIfAborted();
        if (error.code !== 'ECONNRESET' && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
        throw new CommandError(
          EXIT.failed,
          `The inbox at ${endpoint} broke the backup off; see what \`npm start\` says. Nothing was written.`,
          { cause: error },
        );
      });
    } else await backupFolder(resolve(options.data ?? DATA_FOLDER), write).catch(explainUse);
  }, 'Interrupted. Nothing was written.');
}

/** @returns undefined where nothing runs, and there is a folder instead. */
async function runningAt(option: string | undefined): Promise<string | undefined> {
  const isNamed = option !== undefined || Boolean(process.env.AWS_ENDPOINT_URL);
  const endpoint = chooseEndpoint(option, process.env);
  if (endpoint === undefined)
    throw new CommandError(
      EXIT.usage,
      'The environment names AWS, and a backup is made of the inbox of `npm start` alone. ' +
        'Name its endpoint, such as --endpoint http://localhost:4566, or its folder: --data DIR',
    );
  try {
    await reach(endpoint);
    return endpoint;
  } catch (error) {
    if (isNamed || !isUnreachable(error) || !existsSync(DATA_FOLDER)) throw error;
    note(`Nothing runs at ${endpoint}: the folder ${DATA_FOLDER} is copied.`);
    return undefined;
  }
}

function explainUse(error: unknown): never {
  if (!(error instanceof FolderInUseError)) throw error;
  throw new CommandError(
    EXIT.failed,
    `${error.message.split('. ')[0]}. Let that one make the backup: --endpoint and the address that it shows.`,
    { cause: error },
  );
}
