import { isPersonName, PERSON_NAME_RULE } from '../../config/personName.ts';
import { whoToEnrol } from '../../config/whoToEnrol.ts';
import { CommandError, EXIT } from '../CommandError.ts';

/** The name as it is kept, in Unicode's composed form. @throws CommandError where it breaks the rule. */
export function usableName(person: string): string {
  const name = person.normalize('NFC');
  if (isPersonName(name)) return name;
  throw new CommandError(
    EXIT.usage,
    `The person's name is ${JSON.stringify(person)}, but must be ${PERSON_NAME_RULE}.`,
  );
}

/** Where the photos that enrol a person lie. */
export function folderOf(person: string): string {
  return `people/${person}/`;
}

/** What a photo's key says below its person's folder. */
export function fileOf(key: string): string {
  return key.split('/').slice(2).join('/');
}

/** Whether the key is one of a photo that enrols the person, in whatever Unicode form. */
export function isOf(person: string, key: string): boolean {
  return whoToEnrol(key) === person;
}

export function nobodyCalled(person: string, what = 'is enrolled'): CommandError {
  return new CommandError(
    EXIT.notFound,
    `Nobody called ${JSON.stringify(person)} ${what}.\nWho is enrolled: npx face-inbox people`,
  );
}
