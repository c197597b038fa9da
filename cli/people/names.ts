import { folderOf, type Keys, partsOf, whoToEnrol } from '../../config/keys.ts';
import { isPerson, PERSON_NAME_RULE } from '../../config/personName.ts';
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

/** What the key of a photo that enrols somebody says below the person's folder. */
export function fileOf(key: string, person: string): string {
  return key
    .split('/')
    .slice(folderOf(person).split('/').length - 1)
    .join('/');
}

/** Whether the key is one of a photo that enrols the person, in whatever Unicode form. */
export function isOf(person: string, key: string, keys: Keys): boolean {
  return whoToEnrol(key, keys) === person;
}

export function nobodyCalled(person: string, what = 'is enrolled'): CommandError {
  return new CommandError(
    EXIT.notFound,
    `Nobody called ${JSON.stringify(person)} ${what}.\nWho is enrolled: npx face-inbox people`,
  );
}
