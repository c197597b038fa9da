import type { Command } from 'commander';
import { type Aliases, called, namesOf, readAliases } from '../../store/aliases.ts';
import type { Store } from '../../store/openStore.ts';
import { enrolledKeys } from '../../store/people.ts';
import { type Sighting, seen } from '../../store/sightings.ts';
import { clock } from '../../terminal/clock.ts';
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
photo; of a video also from when to when in it. similar: 0 to 100, how sure the name
is.`,
  examples: [['npx face-inbox seen ann --limit 10', 'Prints the newest ten.']],
  exits: { notFound: 'nobody of that name is enrolled or was seen' },
  seeAlso: ['people', 'unknown', 'who'],
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
  const aliases = await readAliases(store);
  const found = await newest(store, namesOf(person, aliases), options.limit + 1);
  const shown = found.slice(0, options.limit);
  if (shown.length === 0 && !(await isEnrolled(store, called(person, aliases), aliases))) {
    process.exitCode = EXIT.notFound;
    return note(
      `Nobody called "${printable(person)}" is enrolled or was seen.\nWho is enrolled: npx face-inbox people`,
    );
  }
  if (options.json) answerJson(shown);
  else if (shown.length === 0) note(`${printable(person)} is enrolled, and was not seen yet.`);
  else {
    const films = shown.some(({ from }) => from !== undefined);
    const rows = shown.map(({ seenAt, image, from, to, similarity }) => [
      second(seenAt.split('#')[0]!),
      image,
      ...(films ? [from === undefined ? '' : `${clock(from)} to ${clock(to!)}`] : []),
      similarity?.toFixed(1) ?? '',
    ]);
    answer(
      table(
        [
          { title: 'time' },
          { title: 'image' },
          ...(films ? [{ title: 'in it' }] : []),
          { title: 'similar', right: true },
        ],
        rows,
        answerColumns(),
      ),
    );
  }
  if (found.length > shown.length)
    note(`These are the newest ${counted(shown.length, 'photo')}; more with --limit.`);
}

/**
 * Of somebody who is being renamed under each name, the one that goes first: sightings move from it to the other, so none is
 * missed, and what is found twice is told once.
 */
async function newest(store: Store, names: string[], count: number): Promise<Sighting[]> {
  const found = new Map<string, Sighting>();
  for (const name of names)
    for (const sighting of await firstOf(seen(store, name), count)) found.set(sighting.seenAt, sighting);
  const last = names.at(-1)!;
  return [...found.values()]
    .map((sighting) => ({ ...sighting, person: last }))
    .sort((a, b) => (a.seenAt < b.seenAt ? 1 : -1))
    .slice(0, count);
}

async function isEnrolled(store: Store, person: string, aliases: Aliases): Promise<boolean> {
  for await (const item of enrolledKeys(store)) if (called(item.person, aliases) === person) return true;
  return false;
}
