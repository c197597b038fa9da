import { endIt } from '../../people/rename/renaming.ts';
import { called, readAliases } from '../../store/aliases.ts';
import type { Store } from '../../store/openStore.ts';
import { everyone } from '../../store/people.ts';
import { table } from '../../terminal/table.ts';
import { second } from '../formats.ts';
import { answer, answerColumns, answerJson, note } from '../print.ts';

export async function listPeople(store: Store, json: boolean | undefined): Promise<void> {
  const known = new Map<string, { person: string; since: string; photos: string[] }>();
  const aliases = await readAliases(store);
  for await (const { person: name, photo, enrolledAt } of everyone(store)) {
    const person = called(name, aliases);
    const entry = known.get(person) ?? { person, since: enrolledAt, photos: [] };
    entry.photos.push(photo);
    if (enrolledAt < entry.since) entry.since = enrolledAt;
    known.set(person, entry);
  }
  const list = [...known.values()].sort((a, b) => a.person.localeCompare(b.person));
  for (const [from, to] of aliases)
    note(`${from} is being renamed to ${to}. If it was interrupted: ${endIt(from, to)}`);
  if (json) return answerJson(list);
  if (list.length === 0)
    return note('Nobody is enrolled yet. Make somebody known: npx face-inbox enrol ann ann.jpg');
  const rows = list.map(({ person, photos, since }) => [person, String(photos.length), second(since)]);
  answer(
    table([{ title: 'person' }, { title: 'photos', right: true }, { title: 'since' }], rows, answerColumns()),
  );
}
