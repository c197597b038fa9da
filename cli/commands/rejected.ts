import type { Command } from 'commander';
import { byStatus } from '../../store/images.ts';
import { printable } from '../../terminal/printable.ts';
import { wrap } from '../../terminal/wrap.ts';
import { connect } from '../connect.ts';
import { counted, second } from '../formats.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { firstOf, json, limit } from '../options.ts';
import { answer, answerColumns, answerJson, note } from '../print.ts';

const MANUAL: Manual = {
  about: `
Prints each photo that was refused with the reason, in a code and in words with
the remedy. A photo that is dropped anew, or removed, is no longer listed.`,
  examples: [['npx face-inbox rejected --limit 10', 'Prints the newest ten.']],
  seeAlso: ['drop', 'enrol', 'who'],
};

export function addRejected(program: Command): void {
  explained(program.command('rejected'), MANUAL)
    .description('list the photos that could not be analysed or enrolled, newest first, and why')
    .addOption(json())
    .addOption(limit())
    .action((_: object, command: Command) => rejected(command.optsWithGlobals()));
}

async function rejected(options: { endpoint?: string; json?: boolean; limit: number }) {
  const { store } = await connect(options);
  const found = await firstOf(byStatus(store, 'rejected'), options.limit + 1);
  const shown = found.slice(0, options.limit);
  if (options.json) answerJson(shown.map(({ pending, ...item }) => item));
  else if (shown.length === 0) note('No photo is rejected.');
  else {
    const columns = answerColumns() ?? Number.POSITIVE_INFINITY;
    for (const { analysedAt, image, reason, message } of shown)
      answer(
        `${second(analysedAt)}  ${printable(image)}  ${printable(reason)}\n` +
          wrap(printable(message), columns, '    '),
      );
  }
  if (found.length > shown.length)
    note(`These are the newest ${counted(shown.length, 'photo')}; more with --limit.`);
}
