import { ProblemError } from '../../api/ProblemError.ts';
import { STOPPED } from '../lambda/failures.ts';
import type { InvocationError } from '../lambda/invocation.ts';

/** A function that came to no answer, as a problem: its words are told, which are about this machine alone. */
export function failureOf({ errorType, errorMessage }: InvocationError): ProblemError {
  const isPassing = errorType === STOPPED || errorType === 'Sandbox.Timedout';
  const wrong = {
    code: isPassing ? 'not-now' : 'function-failed',
    detail: `The function came to no answer: ${errorType}: ${errorMessage}`,
    value: errorType,
    rule: 'It must answer within FUNCTION_TIMEOUT, and have the memory for it.',
    remedy: isPassing
      ? 'Try again in a moment.'
      : 'See what it has written: aws logs filter-log-events --log-group-name /aws/lambda/face-inbox-api.',
  };
  return new ProblemError(isPassing ? 503 : 500, wrong, isPassing ? { 'retry-after': '2' } : {});
}
