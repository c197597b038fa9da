import { PERSON_NAME_RULE } from '../../config/isPersonName.ts';
import { type Keys, partsOf } from '../../config/keys.ts';
import { isPerson } from '../../config/personName.ts';
import { CommandError, EXIT } from '../CommandError.ts';

/** The name as it is kept, in Unicode's composed form. @throws CommandError where it breaks the rule. */
export function usableName(person: string, { collections }: Keys): string {
  const name = person.normalize('NFC');
  if (isPerson(name) && (collections || partsOf(name).collection === '')) return name;
  throw new CommandError(
    EXIT.usage,
    `The person's name is ${JSON.stringify(person)}, but must be ${PERSON_NAME_RULE}` +
      (collections ? '; in a collection its name and a slash come first, by the same rule.' : '.'),
  );
}
