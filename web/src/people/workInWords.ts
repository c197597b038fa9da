import { count } from '../parts/words.ts';
import { nameOf } from './Person.ts';
import type { Work } from './works.ts';

/** What is done, or was, for who has asked for it. */
export function workInWords(work: Work): string {
  const who = nameOf(work.person ?? work.outcome?.person ?? '');
  const to = nameOf(work.to ?? '');
  const results = work.outcome?.results ?? 0;
  if (work.status === 'failed')
    return `${beginning(work, who, to)} could not be finished. ${work.problem?.detail ?? ''}`;
  if (work.status === 'working') return `${beginning(work, who, to)} …`;
  switch (work.kind) {
    case 'rename':
      return `${who} is called ${to} now, in ${count(results, 'photo')} too.`;
    case 'merge':
      return `${who} and ${to} are one person now, called ${to}.`;
    case 'forget':
      return `${who} is forgotten: ${count(work.outcome?.photos ?? 0, 'photo')} deleted, and the name gone from ${count(results, 'photo')}.`;
    case 'name':
      return `${who}: ${count(results, 'photo')} ${results === 1 ? 'says' : 'say'} so now. ${enrolment(work)}`;
    case 'split':
      return 'It is kept apart from now on.';
  }
}

function beginning({ kind }: Work, who: string, to: string): string {
  switch (kind) {
    case 'rename':
      return `Renaming ${who} to ${to}`;
    case 'merge':
      return `Making one person of ${who} and ${to}`;
    case 'forget':
      return `Forgetting ${who}`;
    case 'name':
      return `Naming ${who}`;
    case 'split':
      return 'Taking the face out of its group';
  }
}

function enrolment({ outcome }: Work): string {
  if (outcome?.enrolled !== undefined) return 'New photos will be recognised.';
  if (outcome?.notEnrolled !== undefined)
    return 'To be recognised in new photos, drop a clear photo on the name: none of these faces is clear enough.';
  return '';
}

/** How far it is; undefined where nothing can be counted. */
export function stepInWords({ step: { what, done, total } }: Work): string {
  if (what === 'waiting' || total === 0) return 'Waiting for what is under way …';
  return what === 'photos' ? `Photo ${done} of ${total}` : `Result ${done} of ${total}`;
}
