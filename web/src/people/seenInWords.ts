import { number, when } from '../parts/words.ts';
import type { PersonInFull } from './Person.ts';

type Seen = PersonInFull['seen'];

export function timesSeen({ count }: Seen): string {
  if (count === 0) return 'Not seen yet';
  return `Seen ${count === 1 ? 'once' : count === 2 ? 'twice' : `${number(count)} times`}`;
}

/** From when to when; '' for whoever was not seen. */
export function spanSeen({ first, last }: Seen): string {
  if (first === undefined || last === undefined) return '';
  return when(first) === when(last) ? when(last) : `${when(first)} – ${when(last)}`;
}
