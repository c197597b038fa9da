import { disagreements, readEnrolments } from '../../people/suspicious/findSuspicious.ts';
import type { Connection } from '../connect.ts';
import { counted } from '../formats.ts';
import { type Finding, ok, warning } from './Check.ts';

/** Whether the photos of each person agree. Others are not searched for: that takes long where many are enrolled. */
export async function checkAgreement({ store, settings }: Connection): Promise<Finding> {
  const enrolments = await readEnrolments(store, settings);
  const found = disagreements(enrolments);
  const people = new Set(found.map(({ person }) => person));
  if (people.size === 0)
    return ok(`those of each of ${counted(enrolments.people.size, 'person', 'people')} do`);
  return warning(
    `${counted(found.length, 'photo')} of ${counted(people.size, 'person', 'people')} differ from their others, such as ${found[0]!.photo}: ` +
      'somebody may be enrolled by a wrong name',
    'See them all: npx face-inbox people --suspicious',
  );
}
