import { isPersonName, OF_A_GROUP } from './isPersonName.ts';
import { partsOf } from './keys.ts';

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
