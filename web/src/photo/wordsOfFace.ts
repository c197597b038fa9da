import { isolated } from '../parts/words.ts';
import type { Face } from '../types.ts';

/** From which `similarity` on what is said of a match. */
const SURENESS: [from: number, words: string][] = [
  [95, 'Almost certainly'],
  [85, 'Very likely'],
  [65, 'Probably'],
  [0, 'Possibly'],
];

const PERCENT = new Intl.NumberFormat(undefined, { style: 'percent' });

/** How sure it is that this is who it is said to be, and who else it might have been: sentences for who knows no distances. */
export function wordsOfFace(face: Face): string[] {
  const { decision, person, similarity, named } = face;
  if (decision === 'enrolled') return [`${isolated(person ?? '')} is known by this face.`];
  if (decision === 'unusable')
    return ['It is too small, too blurred, or seen too much from the side to say who it is.'];
  if (named) return ['It looks like other unknown faces, to which somebody gave this name.'];
  if (decision === 'matched') {
    const sure = SURENESS.find(([from]) => (similarity ?? 0) >= from)![1];
    const alike = similarity === undefined ? '' : ` Likeness ${PERCENT.format(similarity / 100)}.`;
    return [`${sure}.${alike}`, ...runnerUpOf(face)];
  }
  return unknownOf(face);
}

function unknownOf({ ambiguous, runnerUp, group }: Face): string[] {
  const why = ambiguous
    ? `It looks like ${runnerUp ? isolated(runnerUp.person) : 'somebody'} and like somebody else, so alike that neither name is given.`
    : runnerUp
      ? `It looks like nobody who is known. The nearest is ${isolated(runnerUp.person)}, but not alike enough.`
      : 'Nobody is known yet to compare it with.';
  return group === undefined ? [why] : [why, `It is one of the unknown faces that are called ${group}.`];
}

/** A difference in distance by which the nearer one is right in nine of ten cases, with the built-in recogniser (README). */
const SURE_MARGIN = 0.041;

function runnerUpOf({ distance, runnerUp, limit }: Face): string[] {
  if (!runnerUp || distance === undefined) return [];
  const farther = runnerUp.distance - distance;
  if (limit !== undefined && runnerUp.distance > limit)
    return [`Next comes ${isolated(runnerUp.person)}, who is not alike enough to be meant.`];
  if (farther > 2 * SURE_MARGIN)
    return [`It might have been ${isolated(runnerUp.person)}, who is less alike.`];
  return [`It might have been ${isolated(runnerUp.person)}, who is nearly as alike.`];
}
