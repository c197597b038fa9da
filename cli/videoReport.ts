import type { AnalysedVideo, Analysing } from '../store/ImageItem.ts';
import { clock } from '../terminal/clock.ts';
import { printable } from '../terminal/printable.ts';
import { wrap } from '../terminal/wrap.ts';
import { bytes, counted, second } from './formats.ts';
import { answerColumns } from './print.ts';
import { tracksInWords } from './tracksInWords.ts';

/** Columns of what stands before each line. */
const LABELS = 12;

/** What a video is, and who is in it in a line; not its tracks. */
export function videoReport(item: AnalysedVideo | Analysing): string {
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
  const columns = answerColumns() ?? Number.POSITIVE_INFINITY;
  const indent = ' '.repeat(LABELS);
  const lines = rows.map(([label, text]) => {
    const wrapped = wrap(printable(text!), columns, indent);
    return label!.padEnd(LABELS) + wrapped.slice(LABELS);
  });
  return [printable(item.image), ...lines].join('\n');
}
