import { printable } from '../../terminal/printable.ts';
import type { Connection } from '../connect.ts';
import { counted } from '../formats.ts';
import { otherSpaces, survey } from '../reenrol/survey.ts';
import { type Finding, ok, warning } from './Check.ts';

/** Whether all who are enrolled are described in the space of the engine: others are unknown to it. */
export async function checkSpaces({ store }: Connection, space: string | undefined): Promise<Finding> {
  if (space === undefined)
    return warning('not looked at', 'They are looked at as soon as the engine can be opened; see there.');
  const { people, photos, missing, inSeveral } = await survey(store, space);
  if (missing.length > 0)
    return warning(
      `${missing.length} of ${counted(photos, 'enrolled photo')} in ${otherSpaces(missing, space)} and not in ` +
        `${space}, the space of this engine: unknown to it`,
      'Run `npx face-inbox reenrol` with the settings that the functions have.',
    );
  if (photos === 0) return ok('nobody is enrolled yet');
  const all = `${counted(photos, 'photo')} of ${counted(people, 'person', 'people')}, all in ${printable(space)}`;
  return inSeveral.length === 0
    ? ok(all)
    : ok(`${all}; ${inSeveral.length} also in ${otherSpaces(inSeveral, space)}, see reenrol --forget-old`);
}
