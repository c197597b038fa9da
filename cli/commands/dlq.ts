import type { Command } from 'commander';
import { printable } from '../../terminal/printable.ts';
import { wrap } from '../../terminal/wrap.ts';
import { connect } from '../connect.ts';
import { type Letter, readLetters } from '../deadLetters/readLetters.ts';
import { counted, second } from '../formats.ts';
import { interruptible } from '../interruptible.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { json, limit } from '../options.ts';
import { answer, answerColumns, answerJson, note } from '../print.ts';

const MANUAL: Manual = {
  about: `
Lists the messages that were given up after five tries, and with what error the
last one ended. They stay where they are, for 14 days. Once the cause is mended,
\`npx face-inbox redrive\` sends them back.`,
  examples: [
    ['npx face-inbox dlq', 'Shows the newest 50.'],
    ['npx face-inbox dlq --json --limit 1000', 'Prints them for a program.'],
  ],
  seeAlso: ['redrive', 'doctor'],
};

export function addDlq(program: Command): void {
  explained(program.command('dlq'), MANUAL)
    .description('list the messages that were given up (dead letters), newest first, and why')
    .addOption(json())
    .addOption(limit())
    .action((_: object, command: Command) => dlq(command.optsWithGlobals()));
}

async function dlq(options: { endpoint?: string; json?: boolean; limit: number }) {
  const connection = await connect(options);
  await interruptible(async (signal) => {
    const letters = await readLetters(connection, options.limit + 1, signal);
    const shown = letters.slice(0, options.limit);
    if (options.json) answerJson(shown);
    else if (shown.length === 0) note('There are no dead letters.');
    else {
      for (const letter of shown) answer(inWords(letter, answerColumns() ?? Number.POSITIVE_INFINITY));
      note(
        `${counted(shown.length, 'message')} given up. Once the cause is mended: npx face-inbox redrive` +
          (letters.length > shown.length ? '\nThere are more; see them with --limit.' : ''),
      );
    }
  });
}

function inWords(letter: Letter, columns: number): string {
  const { changes, sentAt, received, body } = letter;
  const what = changes.map(({ key, event }) => `${printable(key)}  ${printable(event)}`).join(', ');
  return (
    `${second(sentAt)}  ${what || 'no message of S3'}, received ${counted(received, 'time')}\n` +
    wrap(printable(why(letter)), columns, '    ') +
    (what ? '' : `\n${wrap(printable(`It says: ${body.slice(0, 200)}`), columns, '    ')}`)
  );
}

/** What is known of it: a function that was killed could say nothing, but had noted that it began. */
function why({ lastTry }: Letter): string {
  if (!lastTry) return 'Why is not known: no try of it was noted.';
  const { at, error, request } = lastTry;
  const log = `The function's log has more under the request ${request}.`;
  return error === undefined
    ? `The try of ${second(at)} never ended: the function was killed while it looked at this alone, for want of ` +
        `memory or time, or by a crash. ${log}`
    : `The try of ${second(at)} failed with ${error} ${log}`;
}
