import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROBLEM_TYPE, type ProblemError, problemOf } from '../../api/ProblemError.ts';
import { endAfterRequest } from '../endAfterRequest.ts';

/** Answers at once, also where the body is still on its way: of that nothing more is taken. */
export function sendProblem(request: IncomingMessage, response: ServerResponse, problem: ProblemError): void {
  if (response.destroyed || response.headersSent) return;
  const body = JSON.stringify(problemOf(problem));
  response.writeHead(problem.status, {
    'content-type': PROBLEM_TYPE,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...problem.headers,
    ...(!request.complete && { connection: 'close' }),
  });
  if (problem.status === 408) {
    // Who has been too slow is not waited for.
    response.end(body, () => request.destroy());
    return;
  }
  void endAfterRequest(request, response, body);
}
