import { partsOf } from './keys.ts';

/**
 * What a person can be called: letters of any script with their marks, digits, space, `.`, `_`, `-`; something of
 * it a letter or digit. No space at either end and no two together: names that look the same would be two people.
 */
const NAME = /^(?! )(?!.* $)(?!.* {2})(?=.*[\p{L}\p{N}])[\p{L}\p{M}\p{N} ._-]{1,64}$/u;

/** What groups of unknown faces are called, so nobody else can be. */
const OF_A_GROUP = /^unknown-\d+$/;

export const PERSON_NAME_RULE =
  '1 to 64 letters of any script, digits, single spaces within, ".", "_" and "-", and at least one letter or digit; ' +
  'not "unknown-" and digits, as groups of unknown faces are called';

export function isPersonName(name: string): boolean {
  return NAME.test(name) && !OF_A_GROUP.test(name);
}

/** Whether somebody can be seen under that name: a person, or a group of unknown faces. */
export function isSomebody(person: string): boolean {
  const { collection, name } = partsOf(person);
  return isPerson(person) || (OF_A_GROUP.test(name) && (person === name || isPersonName(collection)));
}

/** Whether somebody can be called so: by a name, or by that of a collection and a name within it. */
export function isPerson(person: string): boolean {
  const { collection, name } = partsOf(person);
  return isPersonName(name) && (person === name || isPersonName(collection));
}
