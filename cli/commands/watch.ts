import { existsSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import type { AnalysedVideo, Rejected } from '../../store/ImageItem.ts';
import type { Sent } from '../../store/resultOf.ts';
import { printable } from '../../terminal/printable.ts';
import { quoted } from '../../terminal/quoted.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import { checkTarget } from '../checkTarget.ts';
import { type Connection, connect } from '../connect.ts';
import { inBucket } from '../inBucket.ts';
import { interruptible } from '../interruptible.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { json } from '../options.ts';
import { answer, answerJson, note } from '../print.ts';
import { refusal } from '../refusal.ts';
import { containerOf } from '../watch/annotate.ts';
import { filmResult } from '../watch/filmResult.ts';
import { followFilm } from '../watch/followFilm.ts';
import { onScreen } from '../watch/onScreen.ts';
import { checkFilm, keyOf, sendFilm } from '../watch/sendFilm.ts';
import { subtitles } from '../watch/subtitles.ts';
import { tellFilm } from '../watch/tellFilm.ts';
import { writeAnnotated } from '../watch/writeAnnotated.ts';
import { whereItIs } from '../whereItIs.ts';
import { writeWhole } from '../writeWhole.ts';

interface WatchOptions {
  endpoint?: string;
  key?: string;
  again?: boolean;
  json?: boolean;
  annotate?: string;
  srt?: string;
  force?: boolean;
}

const MANUAL: Manual = {
  about: `
Drops a video and waits until it is looked at; on the way it says which of its
parts are done. Then a line a person: when they are on the screen, for how long
all together, and how sure the name is at best. Unknown people have numbers.

  █  on the screen     ▒  for less than half of that column's time
  .  not there         ?  could not be looked at

Without a file, --key names a video that is in the inbox. The copy that
--annotate writes is H.264 and upright, with the sound of the video.`,
  examples: [
    ['npx face-inbox watch film.mp4', 'Drops a video, and says who is in it when.'],
    ['npx face-inbox watch --key film.mp4 --srt film.srt', 'Names as subtitles, of one that is there.'],
    ['npx face-inbox watch film.mp4 --annotate named.mp4', 'A copy with the faces framed and named.'],
  ],
  exits: {
    failed: 'a part could not be looked at, or a file not be read or written',
    rejected: 'the video is rejected',
    notFound: 'there is no video of that key',
  },
  seeAlso: ['drop', 'who', 'seen', 'rejected', 'docs/video.md'],
};

export function addWatch(program: Command): void {
  explained(program.command('watch'), MANUAL)
    .description('drop a video, and say who is on the screen when')
    .argument('[file]', 'a video: MP4, MOV, MKV or WebM')
    .option('--key <key>', "the video's key in the bucket; the file's name, if not given")
    .option('--again', 'send it even if it is there unchanged, to have it looked at again')
    .addOption(json())
    .option('--annotate <file>', 'write a copy with faces framed and named (.mp4, .mov, .mkv)')
    .option('--srt <file>', 'write the names as subtitles')
    .option('--force', 'write over files that are there')
    .action((file: string | undefined, _: object, command: Command) =>
      watch(file, command.optsWithGlobals()),
    );
}

async function watch(file: string | undefined, options: WatchOptions): Promise<void> {
  if (file === undefined && options.key === undefined)
    throw new CommandError(EXIT.usage, 'Name a video to drop, or with --key one that is in the inbox.');
  await checkTargets(file, options);
  if (file !== undefined) await checkFilm(file);
  const connection = await connect(options);
  const key = options.key ?? keyOf(file!);
  const sent = await (file === undefined
    ? inBucket(connection, key)
    : interruptible((signal) => sendFilm(connection, { file, key }, options.again === true, signal)));
  if (!sent) {
    note(await whereItIs(connection, key));
    process.exitCode = EXIT.notFound;
    return;
  }
  const film = await interruptible(
    (signal) => resultOfFilm(connection, sent, signal),
    `Interrupted. ${printable(key)} is looked at all the same; go on with\n` +
      `  npx face-inbox watch --key ${quoted(key)}`,
  );
  if (film) await tell(connection, film, file, options);
}

async function checkTargets(file: string | undefined, { annotate, srt, force }: WatchOptions): Promise<void> {
  if (annotate !== undefined) containerOf(annotate);
  for (const [option, target] of [
    ['--annotate', annotate],
    ['--srt', srt],
  ] as const) {
    if (target === undefined) continue;
    if (!existsSync(dirname(resolve(target))))
      throw new CommandError(
        EXIT.usage,
        `${option} is ${target}, but there is no folder ${dirname(target)}. Make it first.`,
      );
    if (
      file !== undefined &&
      existsSync(target) &&
      existsSync(file) &&
      realpathSync(target) === realpathSync(file)
    )
      throw new CommandError(EXIT.usage, `${option} is the video itself. Name another file.`);
    await checkTarget(target, force, option === '--srt' ? 'film.srt' : 'named.mp4');
  }
}

async function resultOfFilm(
  connection: Connection,
  sent: Sent,
  signal: AbortSignal,
): Promise<AnalysedVideo | Rejected | undefined> {
  const result = await followFilm(connection, sent, signal);
  if (result) return filmResult(connection, sent, result);
  process.exitCode = EXIT.failed;
  note(
    `${printable(sent.key)} has no result, and nothing is left in the queues.\n` +
      'Perhaps it was replaced or removed meanwhile; else see `npx face-inbox doctor`.',
  );
  return undefined;
}

async function tell(
  connection: Connection,
  film: AnalysedVideo | Rejected,
  file: string | undefined,
  options: WatchOptions,
): Promise<void> {
  if (options.json) answerJson(film);
  if (film.status === 'rejected') {
    if (!options.json) answer(refusal(film));
    process.exitCode = EXIT.rejected;
    return;
  }
  if (!options.json) tellFilm(film);
  if (film.missing) {
    note('Not all of it could be looked at; what is missing is told above.');
    process.exitCode = EXIT.failed;
  }
  await interruptible(async (signal) => {
    const { srt, annotate } = options;
    if (srt !== undefined) {
      const text = subtitles(onScreen(film.tracks, film));
      await writeWhole(srt, Readable.from([Buffer.from(text)]), { signal, mode: 0o666 });
      note(`Subtitles: ${printable(srt)}`);
    }
    if (annotate !== undefined) await writeAnnotated(connection, film, { file, target: annotate }, signal);
  }, 'Interrupted. The timeline stands; the same command writes the files that are not there.');
}
