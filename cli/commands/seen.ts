import type { Command } from 'commander';
import type { Store } from '../../store/openStore.ts';
import { everyone } from '../../store/people.ts';
import { seen } from '../../store/sightings.ts';
import { printable } from '../../terminal/printable.ts';
import { table } from '../../terminal/table.ts';
import { EXIT } from '../CommandError.ts';
import { connect } from '../connect.ts';
import { counted, second } from '../formats.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { firstOf, json, limit } from '../options.ts';
import { answer, answerColumns, answerJson, note } from '../print.ts';

const MANUAL: Manual = {
  about: `
Prints when somebody was seen, by the time that the photo was taken, and in which
photo. similar: 0 to 100, how sure the name is.`,
  examples: [['npx face-inbox seen ann --limit 10', 'Prints the newest ten.']],
  exits: { notFound: 'nobody of that name is enrolled or was seen' },
  seeAlso: ['people', 'who'],
};

export function addSeen(program: Command): void {
  explained(program.command('seen'), MANUAL)
    .description('list the photos that show a person, newest first')
    .argument('<person>', 'the name they are enrolled by')
    .addOption(json())
    .addOption(limit())
    .action((person: string, _: object, command: Command) =>
      show(person.normalize('NFC'), command.optsWithGlobals()),
    );
}

async function show(person: string, options: { endpoint?: string; json?: boolean; limit: number }) {
  const { store } = await connect(options);
  // One more than shown tells whether there are more.
  const found = await firstOf(seen(store, person), options.limit + 1);
  const shown = found.slice(0, options.limit);
  if (shown.length === 0 && !(await isEnrolled(store, person))) {
    process.exitCode = EXIT.notFound;
    return note(
      `Nobody called "${printable(person)}" is enrolled or was seen.\nWho is enrolled: npx face-inbox people`,
    );
  }
  if (options.json) answerJson(shown);
  else if (shown.length === 0) note(`${printable(person)} is enrolled, and was not seen yet.`);
  else {
    const rows = shown.map(({ seenAt, image, similarity }) => [
      second(seenAt.split('#')[0]!),
      image,
      similarity.toFixed(1),
    ]);
    answer(
      table(
        [{ title: 'time' }, { title: 'image' }, { title: 'similar', right: true }],
        rows,
        answerColumns(),
      ),
    );
  }
  if (found.length > shown.length)
    note(`These are the newest ${counted(shown.length, 'photo')}; more with --limit.`);
}

async function isEnrolled(store: Store, person: string): Promise<boolean> {
  for await (const item of everyone(store)) if (item.person === person) return true;
  return false;
}
