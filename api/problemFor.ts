import { PhotoError } from '../faces/decode/PhotoError.ts';
import { SpaceError } from '../faces/match/SpaceError.ts';
import { ProblemError } from './ProblemError.ts';

/** What another try heals: throttling, a service that is away or too slow, a decoder that was killed from outside. */
const PASSING =
  /Throttl|TooManyRequests|ProvisionedThroughput|RequestLimit|SlowDown|ServiceUnavailable|InternalServerError|Timeout|DecoderError|ECONNREFUSED|ECONNRESET/;

/** Any error as an answer. Of an error of ours the client is told nothing but that it is one. */
export function problemFor(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
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
