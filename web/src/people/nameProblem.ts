import { isPersonName } from '../../../config/isPersonName.ts';

const LONGEST = 64;
const ALLOWED = /[\p{L}\p{M}\p{N} ._-]/u;

/** What is wrong with a name while it is typed, for who types it; undefined where nobody can object. */
export function nameProblem(typed: string): string | undefined {
  const name = typed.normalize('NFC').trim();
  if (name === '' || isPersonName(name)) return undefined;
  const wrong = [...name].find((letter) => !ALLOWED.test(letter));
  if (wrong !== undefined)
    return `A name cannot have “${wrong}” in it: letters of any script, digits, spaces, . _ and - are fine.`;
  if ([...name].length > LONGEST || name.length > LONGEST)
    return `A name can have ${LONGEST} letters at most.`;
  if (name.includes('  ')) return 'There are two spaces side by side.';
  if (/^unknown-\d+$/.test(name))
    return 'Faces that nobody has named yet are called so. Choose another name.';
  return 'A name needs at least one letter or digit.';
}

/** As it is kept. */
export function cleanName(typed: string): string {
  return typed.normalize('NFC').trim();
}
