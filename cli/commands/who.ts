import type { Command } from 'commander';
import type { Analysed, AnalysedVideo, Analysing, Enrolment } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { printable } from '../../terminal/printable.ts';
import { table } from '../../terminal/table.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import { connect } from '../connect.ts';
import { checkDrawing, drawFaces } from '../drawFaces.ts';
import { faceTable } from '../faceTable.ts';
import { bytes, second } from '../formats.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { withNamesOfNow } from '../namesOfNow.ts';
import { json } from '../options.ts';
import { answer, answerJson, note } from '../print.ts';
import { refusal } from '../refusal.ts';
import { trackTable } from '../trackTable.ts';
import { videoReport } from '../videoReport.ts';
import { whereItIs } from '../whereItIs.ts';
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
  const { pending, ...known } = await withNamesOfNow(connection.store, item);
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

const NO_PICTURE = 'none: a descriptor from elsewhere';

function report(item: Analysed | AnalysedVideo | Analysing | Enrolment): string {
  if (item.kind) {
    const hasTracks = item.status === 'analysed' && item.tracks.length > 0;
    return [videoReport(item), ...(hasTracks ? ['', trackTable(item)] : [])].join('\n');
  }
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
