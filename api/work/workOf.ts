import { PeopleError } from '../../people/PeopleError.ts';
import type { Work } from '../../people/works/Work.ts';
import { problemOf } from '../ProblemError.ts';
import { problemFor } from '../problemFor.ts';
import type { Answer } from '../Route.ts';

/** A change as the API tells it. */
export function workOf({ id, wanted, problem, ...rest }: Work) {
  return {
    ...{ id, at: `/v1/work/${id}` },
    ...told(wanted),
    ...rest,
    ...(problem && { problem: asProblem(problem) }),
  };
}

export function begun(work: Work): Answer {
  const body = workOf(work);
  return { status: 202, body, headers: { location: body.at } };
}

function told(wanted: Work['wanted']) {
  if (wanted.kind === 'split') return { kind: wanted.kind, group: `unknown-${wanted.group}` };
  if (wanted.kind === 'name')
    return { kind: wanted.kind, group: `unknown-${wanted.group}`, person: wanted.person };
  if (wanted.kind === 'forget' && wanted.person === '') return { kind: wanted.kind };
  return wanted;
}

function asProblem({ problem, message }: NonNullable<Work['problem']>) {
  return problemOf(
    problemFor(problem === 'internal' ? new Error(message) : new PeopleError(problem, message)),
  );
}
