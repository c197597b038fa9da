import { PhotoError } from '../../faces/decode/PhotoError.ts';

/**
 * Letters of any script with their marks, digits, space, `.`, `_`, `-`; something of it a letter or digit. No space
 * at either end and no two together: names that look the same would be two people.
 */
const PERSON = /^(?! )(?!.* $)(?!.* {2})(?=.*[\p{L}\p{N}])[\p{L}\p{M}\p{N} ._-]{1,64}$/u;

/**
 * The person that a photo at this key enrols; undefined for a photo that is to be analysed. Names are compared in
 * Unicode's composed form, since some systems write the same name in another.
 */
export function whoToEnrol(key: string): string | undefined {
  if (!key.startsWith('people/')) return undefined;
  return key.slice('people/'.length).split('/')[0]!.normalize('NFC');
}

/** @throws PhotoError `bad-person` where the key names nobody that can be enrolled. */
export function checkPerson(key: string, person: string): void {
  if (!/^people\/[^/]+\/./.test(key))
    throw new PhotoError(
      'bad-person',
      `The key ${JSON.stringify(key)} names no person. Drop the photo at people/<person>/<file> to enrol somebody, ` +
        'or outside of people/ to have it analysed.',
    );
  if (!PERSON.test(person))
    throw new PhotoError(
      'bad-person',
      `${JSON.stringify(person)} cannot be a person's name: it may have 1 to 64 letters of any script, digits, ` +
        'single spaces within, ".", "_" and "-", and at least one letter or digit. Drop the photo under another name.',
    );
}
