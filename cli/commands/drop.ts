import { type Command, Option } from 'commander';
import pMap from 'p-map';
import { getImage } from '../../store/images.ts';
import type { Sent } from '../../store/resultOf.ts';
import { printable } from '../../terminal/printable.ts';
import { sniffVideo } from '../../video/sniffVideo.ts';
import { awaitResults } from '../awaitResults.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import { type Connection, connect } from '../connect.ts';
import { explain, isUnreachable } from '../explain.ts';
import { type Found, findPhotos, type Photo } from '../findPhotos.ts';
import { counted } from '../formats.ts';
import { type Listing, listBucket, unchanged } from '../inBucket.ts';
import { interruptible } from '../interruptible.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { wholeNumber } from '../options.ts';
import { answer, note } from '../print.ts';
import { showProgress } from '../progress.ts';
import { sendPhoto } from '../sendPhoto.ts';

/** They are dropped as photos are. */
const VIDEOS = {
  test: (head: Buffer) => sniffVideo(head) !== undefined,
  named: ['MP4', 'MOV', 'MKV', 'WebM'],
};

interface DropOptions {
  endpoint?: string;
  prefix?: string;
  concurrency: number;
  wait?: boolean;
  again?: boolean;
}

const MANUAL: Manual = {
  about: `
A folder's files are dropped by their path below it. What is in the bucket
unchanged is not sent again, so the same command goes on after an interruption.
Hidden and empty files are left out, and what is no photo (JPEG, PNG, WebP, GIF,
AVIF, HEIC) and no video (MP4, MOV, MKV, WebM).`,
  examples: [
    ['npx face-inbox drop party.jpg --wait', 'Drops a photo, and says who is in it.'],
    [
      'npx face-inbox drop ~/Pictures/holiday --prefix 2024/holiday',
      'Drops all photos of a folder into a folder of the inbox.',
    ],
  ],
  exits: { failed: 'a file could not be dropped', rejected: 'with --wait, a photo is rejected' },
  seeAlso: ['watch', 'who', 'rejected', 'enrol'],
};

export function addDrop(program: Command): void {
  explained(program.command('drop'), MANUAL)
    .description('drop photos and videos, or all those of a folder, into the inbox')
    .argument('<file|folder...>', 'what to drop')
    .option('--prefix <path>', 'the folder of the inbox to drop into')
    .addOption(new Option('--concurrency <n>', 'uploads at a time').default(4).argParser(wholeNumber(1, 64)))
    .option('--again', 'send what is there unchanged too, to have it analysed again')
    .option('--wait', 'wait for the results and print who is in each')
    .action((paths: string[], _: object, command: Command) => drop(paths, command.optsWithGlobals()));
}

async function drop(paths: string[], options: DropOptions): Promise<void> {
  const prefix = folder(options.prefix);
  const connection = await connect(options);
  const found = await findPhotos(paths, prefix, VIDEOS);
  const what = found.photos.some(({ other }) => other) ? 'file' : 'photo';
  await interruptible(async (signal) => {
    const keys = found.photos.map(({ key }) => key);
    const listing: Listing = keys.length > 0 ? await listBucket(connection, keys, signal) : new Map();
    const { done, sent } = await sendAll(connection, found, listing, options, signal);
    answer(`${counted(sent, what)} sent, ${done.length - sent} already there.`);
    tellLeftOut(found.leftOut);
    tellFailed(found.failed);
    if (found.failed.length > 0) process.exitCode = EXIT.failed;
    if (options.wait) await awaitResults(connection, done, signal, what);
  });
}

/** What --prefix means: a folder, with or without a slash at its end. */
function folder(prefix = ''): string {
  if (prefix.startsWith('/'))
    throw new CommandError(EXIT.usage, `--prefix is ${prefix}, but must not begin with "/". Leave that out.`);
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}

/** Sends what is not there yet; one failing file stops no other, an unreachable endpoint stops all. */
async function sendAll(
  connection: Connection,
  { photos, failed }: Found,
  listing: Listing,
  { concurrency, wait, again }: DropOptions,
  signal: AbortSignal,
): Promise<{ done: Sent[]; sent: number }> {
  const done: Sent[] = [];
  let sent = 0;
  const progress = showProgress(photos.length, 'sent');
  const one = async (photo: Photo) => {
    const { key, file } = photo;
    try {
      const known = again ? undefined : await unchanged(photo, listing);
      if (known !== undefined) {
        done.push({ key, etag: known });
        return progress.done(`already there: ${key}`, 0);
      }
      const before = wait && listing.has(key) ? await getImage(connection.store, key) : undefined;
      const { etag, bytes } = await sendPhoto(connection, photo, signal);
      done.push({ key, etag, before: before?.sequencer });
      sent++;
      progress.done(`sent: ${key}`, bytes);
    } catch (error) {
      if (signal.aborted || isUnreachable(error)) throw error;
      failed.push({ file, error: error as Error });
      progress.done(`failed: ${file}`, 0);
    }
  };
  try {
    await pMap(photos, one, { concurrency, signal });
  } finally {
    progress.stop();
  }
  return { done, sent };
}

function tellLeftOut(leftOut: Found['leftOut']): void {
  for (const [why, files] of Map.groupBy(leftOut, (file) => file.why)) {
    const names = files.slice(0, 5).map(({ file }) => printable(file));
    const more = files.length > names.length ? `, and ${files.length - names.length} more` : '';
    note(`Left out, ${why}: ${names.join(', ')}${more}`);
  }
}

function tellFailed(failed: Found['failed']): void {
  if (failed.length === 0) return;
  note(`${counted(failed.length, 'file')} could not be dropped:`);
  for (const { file, error } of failed) note(`  ${printable(file)}: ${explain(error).message}`);
}
