import { ProblemError } from '../../api/ProblemError.ts';
import type { Handler } from '../gateway/openGateway.ts';
import { sendProblem } from './sendProblem.ts';

/** Answers in the place of the API while the functions start or stop. */
export const refuseForNow: Handler = (request, response) =>
  sendProblem(
    request,
    response,
    new ProblemError(
      503,
      {
        code: 'not-now',
        detail: 'The inbox is starting or stopping.',
        value: null,
        rule: 'GET /health must say that it is ready.',
        remedy: 'Try again in a moment.',
      },
      { 'retry-after': '1' },
    ),
  );

/** Answers whoever names this machine by another name, or is a page of another site or port. */
export const refuseForeign: Handler = (request, response) => {
  const { host, origin } = request.headers;
  sendProblem(
    request,
    response,
    new ProblemError(403, {
      code: 'foreign',
      detail: 'This endpoint serves this machine only, and no page but its own.',
      value: { host: host ?? null, origin: origin ?? null },
      rule: 'Host must name localhost, 127.0.0.1 or [::1], and Origin, where there is one, the very same with its port.',
      remedy:
        'Ask for the endpoint that `npm start` prints, from a program of this machine or the page that is there.',
    }),
  );
};
