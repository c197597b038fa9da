/**
 * The person that a photo at this key enrols; undefined for a photo that is to be analysed. Names are compared in
 * Unicode's composed form, since some systems write the same name in another.
 */
export function whoToEnrol(key: string): string | undefined {
  if (!key.startsWith(PEOPLE)) return undefined;
  return key.slice(PEOPLE.length).split('/')[0]!.normalize('NFC');
}

/** What the keys of all photos begin with that are to enrol somebody. */
export const PEOPLE = 'people/';
