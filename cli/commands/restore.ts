import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DATA_FOLDER } from '../../config/startOptions.ts';
import { restoreFolder } from '../../data/restoreFolder.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import { interruptible } from '../interruptible.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { answer } from '../print.ts';
import { showBytes } from '../progress.ts';

interface Options {
  data: string;
  force?: boolean;
}

const MANUAL: Manual = {
  about: `
What the folder held is replaced as a whole, once all of FILE is unpacked within
it and every checksum is right; until then, and where it is interrupted, all
stays as it is. It takes as much room as FILE beside what is there.

\`npm start\` must not run on the folder: functions at work and clients would go on
with what is no longer there. Photos that were waiting when the backup was made
are analysed at the next start.`,
  examples: [
    ['npx face-inbox restore inbox.tar --data elsewhere', 'Unpacks into a folder of that name.'],
    ['npm start -- --data elsewhere', 'Starts it there.'],
  ],
  environment: 'none',
  alone: true,
  seeAlso: ['backup', 'start', 'docs/data-folder.md'],
};

export function addRestore(program: Command): void {
  explained(program.command('restore'), MANUAL)
    .description('put what `backup` has copied into a data folder')
    .argument('<file>', 'what `backup` has written')
    .option('--data <dir>', 'the folder to restore to', DATA_FOLDER)
    .option('--force', 'replace the photos and results that are there')
    .action((file: string, _: object, command: Command) => restore(file, command.optsWithGlobals()));
}

async function restore(file: string, { data, force = false }: Options): Promise<void> {
  const { size } = await sizeOf(file);
  const folder = resolve(data);
  await interruptible(async (signal) => {
    const progress = showBytes(size, 'read');
    await restoreFolder({ file, folder, force, signal, onBytes: progress.more }).finally(progress.stop);
  }, 'Interrupted. Nothing was restored, and what was there is as it was.');
  answer(`Restored to ${folder}. Start it: npm start${data === DATA_FOLDER ? '' : ` -- --data ${folder}`}`);
}

async function sizeOf(file: string) {
  const there = await stat(file).catch((cause) => {
    throw new CommandError(
      EXIT.usage,
      `${file} cannot be read (${cause.code}). Name what \`backup\` has written.`,
      {
        cause,
      },
    );
  });
  if (there.isFile()) return there;
  throw new CommandError(EXIT.usage, `${file} is no file. Name what \`backup\` has written.`);
}
