import type { Command } from 'commander';
import { everyone } from '../../store/people.ts';
import { table } from '../../terminal/table.ts';
import { connect } from '../connect.ts';
import { second } from '../formats.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { json } from '../options.ts';
import { answer, answerColumns, answerJson, note } from '../print.ts';

const MANUAL: Manual = {
  about: `
Prints each person with the number of photos that they are enrolled by, and since
when.`,
  examples: [
    ['npx face-inbox people', 'Prints a table.'],
    ['npx face-inbox people --json', 'Prints names and photos for a program.'],
  ],
  seeAlso: ['enrol', 'seen', 'forget'],
};

export function addPeople(program: Command): void {
  explained(program.command('people'), MANUAL)
    .description('list who is enrolled')
    .addOption(json())
    .action((_: object, command: Command) => people(command.optsWithGlobals()));
}

async function people(options: { endpoint?: string; json?: boolean }) {
  const { store } = await connect(options);
  const known = new Map<string, { person: string; since: string; photos: string[] }>();
  for await (const { person, photo, enrolledAt } of everyone(store)) {
    const entry = known.get(person) ?? { person, since: enrolledAt, photos: [] };
    entry.photos.push(photo);
    if (enrolledAt < entry.since) entry.since = enrolledAt;
    known.set(person, entry);
  }
  const list = [...known.values()].sort((a, b) => a.person.localeCompare(b.person));
  if (options.json) return answerJson(list);
  if (list.length === 0)
    return note('Nobody is enrolled yet. Make somebody known: npx face-inbox enrol ann ann.jpg');
  const rows = list.map(({ person, photos, since }) => [person, String(photos.length), second(since)]);
  answer(
    table([{ title: 'person' }, { title: 'photos', right: true }, { title: 'since' }], rows, answerColumns()),
  );
}
