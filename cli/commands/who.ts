import type { Command } from 'commander';
import { called, readAliases } from '../../store/aliases.ts';
import type { Analysed, Enrolment, ImageItem, Rejected, Tombstone } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { renamedFaces } from '../../store/renamedFaces.ts';
import { printable } from '../../terminal/printable.ts';
import { table } from '../../terminal/table.ts';
import { wrap } from '../../terminal/wrap.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import { type Connection, connect } from '../connect.ts';
import { checkDrawing, drawFaces } from '../drawFaces.ts';
import { faceTable } from '../faceTable.ts';
import { bytes, second } from '../formats.ts';
import { isInBucket } from '../inBucket.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { json } from '../options.ts';
import { answer, answerColumns, answerJson, note } from '../print.ts';
import { facesInWords } from '../whoLine.ts';

const MANUAL: Manual = {
  about: `
similar: 0 to 100, how sure the name is. distance: 0 is the same face, above the
face's limit (--json) it is nobody known. left, top, width: where the face is.
score: how surely it is a face.`,
  examples: [
    ['npx face-inbox who party.jpg', 'Prints a table of the faces.'],
    ['npx face-inbox who party.jpg --draw faces.png', 'Draws them as well.'],
  ],
  exits: { rejected: 'the photo is rejected', notFound: 'there is no such photo, or no result yet' },
  seeAlso: ['drop', 'seen', 'rejected'],
};

export function addWho(program: Command): void {
  explained(program.command('who'), MANUAL)
    .description('say who is in a photo of the inbox')
    .argument('<image>', "the photo's key in the bucket")
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
  else if (options.draw !== undefined && known.format === 'descriptor')
    throw new CommandError(
      EXIT.usage,
      `${printable(image)} is a descriptor and no photo, so there is nothing to draw. Leave --draw out.`,
    );
  else if (options.draw !== undefined) {
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
  const faces = renamedFaces(item.faces, {
    called: (person) => called(person, aliases),
    placed: (photo) => photo,
  });
  return faces ? { ...item, faces, people: new Set(faces.flatMap(({ person }) => person ?? [])) } : item;
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

function report(item: Analysed | Enrolment): string {
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
