import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import pMap from 'p-map';
import { folderOf } from '../../config/keys.ts';
import { getImage } from '../../store/images.ts';
import { resultOf } from '../../store/resultOf.ts';
import { printable } from '../../terminal/printable.ts';
import { quoted } from '../../terminal/quoted.ts';
import { EXIT } from '../CommandError.ts';
import { type Connection, connect } from '../connect.ts';
import { explain, isUnreachable } from '../explain.ts';
import { oneFileAKey, type Photo } from '../findPhotos.ts';
import { interruptible } from '../interruptible.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { wholeNumber } from '../options.ts';
import { usableName } from '../people/names.ts';
import { answer } from '../print.ts';
import { sendPhoto } from '../sendPhoto.ts';

const AT_ONCE = 4;

const MANUAL: Manual = {
  about: `
Each photo must show that person alone, and well. Several photos of a person,
from different days, make for surer answers.`,
  examples: [['npx face-inbox enrol ann ann-1.jpg ann-2.jpg', 'Makes ann known by two photos.']],
  exits: { rejected: 'a photo is refused' },
  seeAlso: ['people', 'seen', 'forget', 'rejected'],
};

export function addEnrol(program: Command): void {
  explained(program.command('enrol'), MANUAL)
    .description('make a person known by photos of their face')
    .argument('<person>', 'the name to give them')
    .argument('<file...>', 'photos of that person alone')
    .addOption(
      new Option('--timeout <seconds>', 'how long to wait for the results')
        .default(60)
        .argParser(wholeNumber(0, 3600)),
    )
    .action((person: string, files: string[], _: object, command: Command) =>
      enrol(person, files, command.optsWithGlobals()),
    );
}

async function enrol(person: string, files: string[], options: { endpoint?: string; timeout: number }) {
  const connection = await connect(options);
  const folder = folderOf(usableName(person, connection.settings));
  const photos = oneFileAKey(files.map((file) => ({ file, key: folder + basename(file) })));
  await interruptible((signal) =>
    pMap(
      photos,
      async (photo) => {
        const { line, exit } = await enrolOne(connection, photo, options.timeout, signal);
        answer(`${printable(photo.file)}: ${line}`);
        // What failed may succeed next time, and weighs more than what was refused.
        if (process.exitCode !== EXIT.failed && exit !== EXIT.done) process.exitCode = exit;
      },
      { concurrency: AT_ONCE, signal },
    ),
  );
}

async function enrolOne(
  connection: Connection,
  photo: Photo,
  timeout: number,
  signal: AbortSignal,
): Promise<{ line: string; exit: number }> {
  try {
    const before = await getImage(connection.store, photo.key);
    const { etag } = await sendPhoto(connection, photo, signal);
    const sent = { key: photo.key, etag, before: before?.sequencer };
    const item = await resultOf(connection.store, sent, signal, AbortSignal.timeout(timeout * 1000));
    if (!item)
      return {
        line:
          `sent, but still queued after ${timeout} s. ` +
          `Look later: npx face-inbox who ${printable(quoted(photo.key))}`,
        exit: EXIT.failed,
      };
    if (item.status === 'enrolled') return { line: `enrolled as ${printable(item.person)}`, exit: EXIT.done };
    const why = item.status === 'rejected' ? `${item.reason}. ${item.message}` : item.status;
    return { line: `refused, ${printable(why)}`, exit: EXIT.rejected };
  } catch (error) {
    if (signal.aborted || isUnreachable(error)) throw error;
    return { line: `failed, ${printable(explain(error).message)}`, exit: EXIT.failed };
  }
}
