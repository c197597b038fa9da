import type { Command } from 'commander';
import { called, readAliases } from '../../store/aliases.ts';
import type {
  Analysed,
  AnalysedVideo,
  Analysing,
  Enrolment,
  ImageItem,
  Rejected,
  Tombstone,
} from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { renamedFaces } from '../../store/renamedFaces.ts';
import { clock } from '../../terminal/clock.ts';
import { printable } from '../../terminal/printable.ts';
import { table } from '../../terminal/table.ts';
import { wrap } from '../../terminal/wrap.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import { type Connection, connect } from '../connect.ts';
import { checkDrawing, drawFaces } from '../drawFaces.ts';
import { faceTable } from '../faceTable.ts';
import { bytes, counted, second } from '../formats.ts';
import { isInBucket } from '../inBucket.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { json } from '../options.ts';
import { answer, answerColumns, answerJson, note } from '../print.ts';
import { tracksInWords } from '../tracksInWords.ts';
import { trackTable } from '../trackTable.ts';
import { facesInWords } from '../whoLine.ts';

const MANUAL: Manual = {
  about: `
similar: 0 to 100, how sure the name is. distance: 0 is the same face, above the
face's limit (--json) it is nobody known. left, top, width: where the face is.
score: how surely it is a face. Of a video a line for each time that a face is on
the screen: from when to when, and what frame shows it best.`,
  examples: [
    ['npx face-inbox who party.jpg', 'Prints a table of the faces.'],
    ['npx face-inbox who party.jpg --draw faces.png', 'Draws them as well.'],
  ],
  exits: { rejected: 'the photo is rejected', notFound: 'there is no such photo, or no result yet' },
  seeAlso: ['drop', 'seen', 'rejected'],
};

export function addWho(program: Command): void {
  explained(program.command('who'), MANUAL)
    .description('say who is in a photo or video of the inbox')
    .argument('<image>', 'its key in the bucket')
    .addOption(json())
    .option('--draw <file>', 'write a copy of the photo with the faces framed and named (.jpg, .png, .webp)')
    .action((image: string, _: object, command: Command) => who(image, command.optsWithGlobals()));
}

async function who(image: string, options: { endpoint?: string; json?: boolean; draw?: string }) {
  if (options.draw !== undefined) checkDrawing(options.draw);
  const connection = await connect(options);
  const item = await getImage(connection.store, image);
  if (!item || item.status === 'removed') {
    note(await whereItIs(connection, image));
    process.exitCode = EXIT.notFound;
    return;
  }
  const { pending, ...known } = await withNamesOfNow(connection, item);
  if (options.json) answerJson(known);
  else answer(known.status === 'rejected' ? refusal(known) : report(known));
  if (known.status === 'rejected') process.exitCode = EXIT.rejected;
  else if (options.draw !== undefined) {
    if (known.kind || known.format === 'descriptor')
      throw new CommandError(
        EXIT.usage,
        `${printable(image)} is a ${known.kind ?? 'descriptor'} and no photo, so there is nothing to draw. Leave --draw out.`,
      );
    await drawFaces(connection, known, options.draw);
    note(`Drawn: ${printable(options.draw)}`);
  }
}

/** Somebody who is being renamed is called by the new name, whether this result was revised already or not. */
async function withNamesOfNow<T extends Exclude<ImageItem, Tombstone>>(
  { store }: Connection,
  item: T,
): Promise<T> {
  const aliases = await readAliases(store);
  if (item.status !== 'analysed' || aliases.size === 0) return item;
  const now = { called: (person: string) => called(person, aliases), placed: (photo: string) => photo };
  const people = item.people && { people: new Set([...item.people].map(now.called)) };
  if (item.kind) return { ...item, ...people, tracks: renamedFaces(item.tracks, now) ?? item.tracks };
  return { ...item, ...people, faces: renamedFaces(item.faces, now) ?? item.faces };
}

async function whereItIs(connection: Connection, image: string): Promise<string> {
  const { bucket } = connection.settings;
  return (await isInBucket(connection, image))
    ? `${printable(image)} is in the bucket ${bucket} and has no result yet: it is still queued.\n` +
        'Ask again in a moment; if that does not help, see `npx face-inbox doctor`.'
    : `${printable(image)} is neither in the bucket ${bucket} nor in the results.\n` +
        'Check the key (it is case sensitive and has no leading "/"), or drop the photo.';
}

function refusal(item: Rejected): string {
  const what = item.person === undefined ? 'rejected' : `not enrolled as ${item.person}`;
  return [
    printable(item.image),
    `  ${printable(what)}: ${printable(item.reason)}`,
    wrap(printable(item.message), answerColumns() ?? Number.POSITIVE_INFINITY, '  '),
    `  ${bytes(item.bytes)}, looked at ${second(item.analysedAt)}`,
  ].join('\n');
}

const NO_PICTURE = 'none: a descriptor from elsewhere';

function report(item: Analysed | AnalysedVideo | Analysing | Enrolment): string {
  if (item.kind) return videoReport(item);
  const ms = Object.values(item.timings).reduce((sum, time) => sum + time, 0);
  const result = item.status === 'enrolled' ? `enrols ${item.person}` : facesInWords(item);
  const size = item.width === undefined ? '' : `${item.width} x ${item.height} `;
  const rows = [
    ['  picture', item.format === 'descriptor' ? NO_PICTURE : `${size}${item.format}, ${bytes(item.bytes)}`],
    [item.format === 'descriptor' ? '  dropped' : '  taken', second(item.takenAt)],
    ['  analysed', `${second(item.analysedAt)} by ${item.engine.name}, ${Math.round(ms)} ms`],
    ['  result', result],
  ];
  const head = [printable(item.image), table([{ title: '' }, { title: '' }], rows).trimStart()];
  return [head[0], `  ${head[1]}`, ...(item.faces.length > 0 ? ['', faceTable(item)] : [])].join('\n');
}

function videoReport(item: AnalysedVideo | Analysing): string {
  const { width, height, frameRate } = item;
  const rate = frameRate === undefined ? '' : `, ${Number(frameRate.toFixed(2))} frames a second`;
  const picture = `${clock(item.duration)} of ${width} x ${height} ${item.format} (${item.codec})${rate}, ${bytes(item.bytes)}`;
  const parts = counted(item.chunks, 'part');
  const done = item.status === 'analysed';
  const rows = [
    ['  video', picture],
    ['  dropped', second(item.takenAt)],
    done
      ? ['  analysed', `${second(item.analysedAt)} by ${item.engine.name}, ${item.frames} frames in ${parts}`]
      : ['  planned', `${second(item.analysedAt)}, in ${parts}`],
    ['  result', done ? tracksInWords(item) : 'none yet: it is being looked at'],
    ...(done ? (item.missing ?? []) : []).map(({ from, to, reason, message }) => [
      '  missing',
      `${clock(from)} to ${clock(to)}: ${reason}${message === undefined ? '' : `, ${message}`}`,
    ]),
  ];
  const head = [printable(item.image), `  ${table([{ title: '' }, { title: '' }], rows).trimStart()}`];
  return [...head, ...(done && item.tracks.length > 0 ? ['', trackTable(item)] : [])].join('\n');
}
