import { nobodyCalled } from '../../people/PeopleError.ts';
import { seenAs } from '../../people/seenAs.ts';
import { type Spread, spreadOf } from '../../people/spreadOf.ts';
import { called, namesOf, readAliases } from '../../store/aliases.ts';
import { enrolledPhotos, type PersonItem } from '../../store/people.ts';
import type { SeenSpan } from '../../store/sightings.ts';
import { spacesOf } from '../../store/spaces.ts';
import { printable } from '../../terminal/printable.ts';
import { table } from '../../terminal/table.ts';
import type { Connection } from '../connect.ts';
import { counted, second } from '../formats.ts';
import { answer, answerColumns, answerJson, note } from '../print.ts';

/** @throws CommandError where nobody of that name is enrolled or was seen. */
export async function showPerson({ store }: Connection, name: string, json?: boolean): Promise<void> {
  const aliases = await readAliases(store);
  const person = called(name, aliases);
  const names = namesOf(person, aliases);
  const photos = (await Promise.all(names.map((one) => enrolledPhotos(store, one)))).flat();
  const seen = await seenAs(store, names);
  if (photos.length === 0 && seen.count === 0) throw nobodyCalled(person, 'is enrolled or was seen');
  const spread = spreadOf(photos);
  if (json) return answerJson({ person, photos: photos.map((one, at) => inJson(one, spread[at]!)), seen });
  answer(`${printable(person)}: ${counted(photos.length, 'enrolled photo')}; ${seenInWords(seen)}`);
  if (photos.length === 0) return;
  answer(`\n${photoTable(photos, spread)}`);
  if (photos.length === 1) note('With a second photo, of another day, answers are surer.');
}

function inJson(item: PersonItem, { nearest, mean }: Spread) {
  const { photo, enrolledAt, quality, box, engine } = item;
  const spaces = spacesOf(item);
  return {
    ...{ photo, enrolledAt, engine, spaces, quality, box },
    ...(nearest && { nearestOwn: { photo: nearest.photo, distance: round(nearest.distance) } }),
    ...(mean !== undefined && { meanOwn: round(mean) }),
  };
}

function seenInWords({ count, first, last }: SeenSpan): string {
  if (count === 0) return 'not seen yet';
  if (count === 1) return `seen once, ${second(first!)}`;
  return `seen ${count} times,\n${second(first!)} to ${second(last!)}`;
}

function photoTable(photos: PersonItem[], spread: Spread[]): string {
  const rows = photos.map(({ photo, enrolledAt, quality }, at) => [
    photo,
    second(enrolledAt),
    quality ? String(quality.size) : '',
    quality?.sharpness.toFixed(1) ?? '',
    spread[at]!.nearest?.distance.toFixed(3) ?? '',
    spread[at]!.mean?.toFixed(3) ?? '',
  ]);
  const numbers = ['pixels', 'sharp', 'nearest', 'mean'].map((title) => ({ title, right: true }));
  return table([{ title: 'photo' }, { title: 'enrolled' }, ...numbers], rows, answerColumns());
}

function round(distance: number): number {
  return Number(distance.toFixed(4));
}
