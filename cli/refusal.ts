import type { Rejected } from '../store/ImageItem.ts';
import { printable } from '../terminal/printable.ts';
import { wrap } from '../terminal/wrap.ts';
import { bytes, second } from './formats.ts';
import { answerColumns } from './print.ts';

/** Why an object was rejected, in some lines. */
export function refusal(item: Rejected): string {
  const what = item.person === undefined ? 'rejected' : `not enrolled as ${item.person}`;
  return [
    printable(item.image),
    `  ${printable(what)}: ${printable(item.reason)}`,
    wrap(printable(item.message), answerColumns() ?? Number.POSITIVE_INFINITY, '  '),
    `  ${bytes(item.bytes)}, looked at ${second(item.analysedAt)}`,
  ].join('\n');
}
