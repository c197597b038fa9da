import { PhotoError } from '../faces/decode/PhotoError.ts';
import { SpaceError } from '../faces/match/SpaceError.ts';
import { PeopleError, type PeopleProblem } from '../people/PeopleError.ts';
import { ProblemError } from './ProblemError.ts';

/** What another try heals: throttling, a service that is away or too slow, a decoder that was killed from outside. */
const PASSING =
  /Throttl|TooManyRequests|ProvisionedThroughput|RequestLimit|SlowDown|ServiceUnavailable|InternalServerError|Timeout|DecoderError|ECONNREFUSED|ECONNRESET/;

/** What stands in the way of a change of the people: status, code, and the rule that is broken. */
const OF_PEOPLE: Record<PeopleProblem, [status: number, code: string, rule: string]> = {
  wrong: [422, 'bad-change', 'It must be one that can be made.'],
  nobody: [
    404,
    'no-such-person',
    'It must be somebody who is enrolled or was seen, or a group that is kept.',
  ],
  taken: [409, 'name-taken', "The name must be nobody's."],
  busy: [409, 'busy', 'Of one person there is one change at a time.'],
  refused: [422, 'refused', 'Every photo must be fit to enrol by the new name.'],
  failed: [503, 'not-done', 'It must be done in its time.'],
};

function problemOfPeople({ problem, message }: PeopleError): ProblemError {
  const [status, code, rule] = OF_PEOPLE[problem];
  const [detail = '', ...remedy] = message.split('\n');
  return new ProblemError(status, {
    ...{ code, detail, value: null, rule },
    remedy: remedy.join(' ') || 'Ask for another.',
  });
}

/** Any error as an answer. Of an error of ours the client is told nothing but that it is one. */
export function problemFor(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof PeopleError) return problemOfPeople(error);
  if (error instanceof SpaceError || error instanceof PhotoError)
    return new ProblemError(422, {
      code: error instanceof PhotoError ? error.reason : 'other-space',
      detail: error.message,
      value: null,
      rule: 'What is sent must be fit for what is asked.',
      remedy: 'The detail says what to do.',
    });
  const { name, code } = error as NodeJS.ErrnoException;
  if (PASSING.test(`${name} ${code ?? ''}`))
    return new ProblemError(
      503,
      {
        code: 'not-now',
        detail: 'A service that is needed for this did not answer as it should.',
        value: null,
        rule: 'Storage, tables and the decoder must be there.',
        remedy: 'Try again in a moment.',
      },
      { 'retry-after': '2' },
    );
  return new ProblemError(500, {
    code: 'internal',
    detail: 'Something went wrong that is no fault of the request.',
    value: null,
    rule: 'This must not happen.',
    remedy: 'The log of the function `api` has the error.',
  });
}
