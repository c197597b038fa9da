/**
 * What stands in the way of a change of the people:
 * - `wrong`: it cannot be asked for so
 * - `nobody`: there is no such person, group, face or photo
 * - `taken`: the name is somebody's already
 * - `busy`: the person is being renamed, or that was interrupted
 * - `refused`: a photo cannot enrol
 * - `failed`: it did not come about in time, or a service refused it
 */
export type PeopleProblem = 'wrong' | 'nobody' | 'taken' | 'busy' | 'refused' | 'failed';

/** The message states what is the matter, and, in lines of its own, what to do. */
export class PeopleError extends Error {
  override name = 'PeopleError';
  readonly problem: PeopleProblem;

  constructor(problem: PeopleProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

export function nobodyCalled(person: string, what = 'is enrolled'): PeopleError {
  return new PeopleError(
    'nobody',
    `Nobody called ${JSON.stringify(person)} ${what}.\nWho is enrolled: npx face-inbox people`,
  );
}
