import type { Settings } from './settings.ts';

/** What the keys of all photos begin with that are to enrol somebody; with collections, within each of them. */
export const PEOPLE = 'people/';

/** Whether the first folder of a key is a collection. */
export type Keys = Pick<Settings, 'collections'>;

/**
 * The collection that a key is of; '' for the unnamed one, which all are of where there are no collections. Photos of one are
 * matched against those who are enrolled in it, and nobody else.
 */
export function collectionOf(key: string, { collections }: Keys): string {
  if (!collections || key.startsWith(PEOPLE)) return '';
  const end = key.indexOf('/');
  return end < 0 ? '' : composed(key.slice(0, end));
}

/**
 * The person that a photo at this key enrols, undefined for a photo that is to be analysed: the name, and in a collection
 * `<collection>/<name>`, which is what all tables, events and commands call them. Names are compared in Unicode's
 * composed form, since some systems write the same name in another.
 */
export function whoToEnrol(key: string, keys: Keys): string | undefined {
  const collection = collectionOf(key, keys);
  const within = keyWithin(collection, key);
  if (!within.startsWith(PEOPLE)) return undefined;
  return personIn(collection, composed(within.slice(PEOPLE.length).split('/')[0]!));
}

/** A key of a collection without the folder that is the collection. */
export function keyWithin(collection: string, key: string): string {
  return collection === '' ? key : key.slice(key.indexOf('/') + 1);
}

/** What a person is called who has that name in that collection. */
export function personIn(collection: string, name: string): string {
  return collection === '' ? name : `${collection}/${name}`;
}

/** A person's collection and name; neither of them has a slash. */
export function partsOf(person: string): { collection: string; name: string } {
  const end = person.indexOf('/');
  return { collection: person.slice(0, Math.max(0, end)), name: person.slice(end + 1) };
}

/** What the keys of the photos begin with that enrol a person. */
export function folderOf(person: string): string {
  const { collection, name } = partsOf(person);
  return `${personIn(collection, PEOPLE)}${name}/`;
}

/**
 * Whether a key is in a folder for people, of whatever collection. With collections so is one in a deeper folder of that
 * name: what is said of these in a policy of IAM, whose patterns do not stop at a slash, is to be true of the code too.
 */
export function isOfPeople(key: string, { collections }: Keys): boolean {
  return key.startsWith(PEOPLE) || (collections && key.includes(`/${PEOPLE}`));
}

function composed(text: string): string {
  return text.normalize('NFC');
}
