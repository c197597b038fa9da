import {
  findSuspicious,
  readEnrolments,
  type Suspicious,
} from '../../../people/suspicious/findSuspicious.ts';
import { table } from '../../../terminal/table.ts';
import type { Connection } from '../../connect.ts';
import { counted } from '../../formats.ts';
import { answer, answerColumns, answerJson, note } from '../../print.ts';
import { showProgress } from '../../progress.ts';

/** Says which enrolled photos probably show somebody else. */
export async function tellSuspicious(
  { store, settings }: Connection,
  json: boolean | undefined,
  signal: AbortSignal,
): Promise<void> {
  const enrolments = await readEnrolments(store, settings);
  const { people, photos } = enrolments;
  const bar =
    people.size > QUICK && process.stderr.isTTY ? showProgress(people.size, undefined, 'people') : undefined;
  const found = await findSuspicious(enrolments, settings, (person) => bar?.done(person, 0), signal).finally(
    () => bar?.stop(),
  );
  if (json) return answerJson(found.map(rounded));
  const all = `${counted(photos, 'photo')} of ${counted(people.size, 'person', 'people')}`;
  if (found.length === 0) return note(`Nothing suspicious in ${all}.`);
  answer(table(HEADS, found.map(row), answerColumns()));
  note(
    `${found.length} of ${all}. own: how far the nearest of the person's other photos is. See whose they are, and remove what is wrong:\n` +
      'npx face-inbox people show PERSON; npx face-inbox people remove-photo PERSON PHOTO\n' +
      'Where two names are of one person: npx face-inbox people merge PERSON INTO',
  );
}

/** So few are looked at before a bar can be read. */
const QUICK = 500;
const HEADS = [
  { title: 'photo' },
  { title: 'own', right: true },
  { title: 'why' },
  { title: 'nearer to' },
  { title: 'at', right: true },
];

function row({ photo, nearestOwn, disagrees, other, of }: Suspicious): string[] {
  return [
    photo,
    nearestOwn?.toFixed(3) ?? '',
    disagrees ? `disagrees (of ${of})` : 'as near as a match',
    other?.person ?? '',
    other?.distance.toFixed(3) ?? '',
  ];
}

function rounded({ nearestOwn, other, ...rest }: Suspicious) {
  const round = (distance: number) => Number(distance.toFixed(4));
  return {
    ...rest,
    ...(nearestOwn !== undefined && { nearestOwn: round(nearestOwn) }),
    ...(other && { other: { ...other, distance: round(other.distance) } }),
  };
}
