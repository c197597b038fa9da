import { isPersonName, PERSON_NAME_RULE } from '../../config/isPersonName.ts';
import { partsOf, personIn } from '../../config/keys.ts';
import { type Group, nameGroup } from '../../store/unknown/changeGroups.ts';
import type { Inbox } from '../Inbox.ts';
import { PeopleError } from '../PeopleError.ts';
import type { Telling } from '../Telling.ts';
import { changed, tellResults } from './tellResults.ts';

/**
 * Says who a group of unknown faces is: past results and sightings follow. It can be repeated, and goes on where it was ended.
 * @param asked the name, with or without the group's collection before it
 * @throws PeopleError
 */
export async function nameUnknown(
  inbox: Inbox,
  number: number,
  asked: string,
  options: { signal: AbortSignal; telling: Telling },
): Promise<{ group: Group; person: string; results: number }> {
  const { name } = partsOf(asked);
  if (!isPersonName(name))
    throw new PeopleError(
      'wrong',
      `The person's name is ${JSON.stringify(asked)}, but must be ${PERSON_NAME_RULE}.`,
    );
  const group = await changed(
    nameGroup(inbox.store, number, (collection) => {
      const person = personIn(collection, name);
      if (asked === name || asked === person) return person;
      throw new PeopleError(
        'wrong',
        `The group is of ${collection === '' ? 'no collection' : `the collection ${collection}`}, and so is who it is: ` +
          `not ${asked}. Say ${name} alone.`,
      );
    }),
  );
  return { group, person: group.name!, results: await tellResults(inbox, options) };
}
