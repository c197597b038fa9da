import type { Works } from '../../people/works/Work.ts';
import type { Api } from '../Api.ts';
import { ProblemError } from '../ProblemError.ts';

/** @param command that does it elsewhere. @throws ProblemError 501 where nothing goes on after an answer */
export function worksHere({ works }: Api, command: string): Works {
  if (works) return works;
  throw new ProblemError(501, {
    code: 'no-work-here',
    detail: 'This can take longer than a request may, and nothing goes on here after the answer.',
    value: null,
    rule: 'Long changes of people are made by `npm start`; in AWS by the command.',
    remedy: `Run it where you have the rights of an administrator: npx face-inbox ${command}.`,
  });
}
