import { PERSON_NAME_RULE } from '../../../config/isPersonName.ts';
import { folderOf, type Keys } from '../../../config/keys.ts';
import { isPerson } from '../../../config/personName.ts';
import type { KnownSpace } from '../../../faces/engine/knownSpaces.ts';
import {
  type DescriptorDocument,
  readDescriptorDocument,
  writeDescriptorDocument,
} from '../../../faces/match/descriptorDocument.ts';
import { fileOf } from '../../../people/keysOf.ts';
import { type PersonItem, unpack } from '../../../store/people.ts';
import { CommandError, EXIT } from '../../CommandError.ts';

/** What descriptors without a photo are called in the bucket. */
export const DOCUMENT = '.descriptor.json';

/** One enrolled photo as a line of JSON: the document that enrols it by its descriptors, and whose and which it is. */
export function lineOf(item: PersonItem): string {
  const { person, photo, enrolledAt } = item;
  return writeDescriptorDocument(documentOf(item), {
    person,
    photo,
    file: fileOf(photo, person),
    enrolledAt,
  });
}

export interface Line {
  person: string;
  /** Where its descriptors lie in the bucket, and where its photo would. */
  key: string;
  photo: string;
  document: DescriptorDocument;
}

/**
 * The key of the object is that of the photo and an ending more: both enrol the person, and never go over each other.
 * @throws PhotoError, CommandError where it is no such line
 */
export function readLine(text: string, known: ReadonlyMap<string, KnownSpace>, { collections }: Keys): Line {
  const document = readDescriptorDocument(text, known);
  const { person: named, file } = JSON.parse(text) as Record<string, unknown>;
  const person = typeof named === 'string' ? named.normalize('NFC') : '';
  if (!isPerson(person) || (person.includes('/') && !collections))
    throw wrong(`the person ${JSON.stringify(named)}, and a name may have ${PERSON_NAME_RULE}`);
  if (typeof file !== 'string' || file === '') throw wrong(`no "file", the name of the photo`);
  const photo = folderOf(person) + file;
  const key = file.endsWith(DOCUMENT) ? photo : photo + DOCUMENT;
  if (Buffer.byteLength(key) > 1024) throw wrong('a "file" that is too long for a key of 1,024 bytes');
  return { person, key, photo, document };
}

function documentOf({
  space,
  descriptor,
  engine,
  others = {},
  quality,
  box,
}: PersonItem): DescriptorDocument {
  const own = { [space]: { descriptor: unpack(descriptor), engine } };
  const further = Object.entries(others).map(([name, one]) => [
    name,
    { descriptor: unpack(one.descriptor), engine: one.engine },
  ]);
  return {
    space,
    descriptors: { ...own, ...Object.fromEntries(further) },
    ...(quality && { quality }),
    ...(box && { box }),
  };
}

function wrong(what: string): CommandError {
  return new CommandError(EXIT.usage, `It has ${what}.`);
}
