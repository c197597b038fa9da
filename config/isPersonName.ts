/**
 * What a person can be called: letters of any script with their marks, digits, space, `.`, `_`, `-`; something of
 * it a letter or digit. No space at either end and no two together: names that look the same would be two people.
 */
const NAME = /^(?! )(?!.* $)(?!.* {2})(?=.*[\p{L}\p{N}])[\p{L}\p{M}\p{N} ._-]{1,64}$/u;

/** What groups of unknown faces are called, so nobody else can be. */
export const OF_A_GROUP = /^unknown-\d+$/;

export const PERSON_NAME_RULE =
  '1 to 64 letters of any script, digits, single spaces within, ".", "_" and "-", and at least one letter or digit; ' +
  'not "unknown-" and digits, as groups of unknown faces are called';

export function isPersonName(name: string): boolean {
  return NAME.test(name) && !OF_A_GROUP.test(name);
}
