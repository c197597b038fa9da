import type { Api } from './Api.ts';
import { authorise } from './authorise.ts';
import { ALL_ROUTES } from './describeApi.ts';
import { findRoute, placesOf } from './findRoute.ts';
import { negotiate } from './negotiate.ts';
import { PROBLEM_TYPE, ProblemError, problemOf } from './ProblemError.ts';
import { mediaType } from './photos/readForm.ts';
import { problemFor } from './problemFor.ts';
import type { Answer, Route } from './Route.ts';
import { checkQuery } from './validate.ts';

/** A request, by whatever it came. */
export interface ApiRequest {
  method: string;
  /** As it was sent: percent-encoded. */
  path: string;
  query: string;
  /** By names in small letters. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface ApiResponse {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

const PLACES = placesOf(ALL_ROUTES);

/** Never rejects: an error is an answer too. */
export async function answerRequest(request: ApiRequest, api: Api): Promise<ApiResponse> {
  try {
    const { method, path, headers, body } = request;
    const { route, parameters } = findRoute(PLACES, method, path);
    await authorise(headers, route.scope, api);
    const wants = negotiate(headers.accept, route);
    const query = checkQuery(request.query, route);
    checkType(headers['content-type'], body, route);
    return written(await route.handle({ parameters, query, headers, body, wants }, api));
  } catch (error) {
    const problem = problemFor(error);
    if (problem.status >= 500 && problem.status !== 501) api.onError(error as Error);
    return written({
      ...{ status: problem.status, type: PROBLEM_TYPE },
      ...{ headers: problem.headers, body: problemOf(problem) },
    });
  }
}

function written({ status, body, type = 'application/json', headers = {} }: Answer): ApiResponse {
  return {
    status,
    headers: {
      ...(body !== undefined && { 'content-type': /^text\//.test(type) ? `${type}; charset=utf-8` : type }),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? body : (JSON.stringify(body) ?? ''),
  };
}

/** @throws ProblemError 415 */
function checkType(header: string | undefined, body: Buffer, { takes }: Route): void {
  if (!takes) return;
  const type = mediaType(header ?? '');
  const isTaken = Object.keys(takes).some((one) =>
    one.endsWith('/*') ? type.startsWith(one.slice(0, -1)) : type === one,
  );
  if (isTaken) return;
  throw new ProblemError(415, {
    code: 'unsupported-media-type',
    detail: `A body of ${type === '' ? 'no type' : type} (${body.length} bytes) is not read here.`,
    value: type === '' ? null : type,
    rule: `The header Content-Type must be ${Object.keys(takes).join(' or ')}.`,
    remedy: `Name it: curl -H 'content-type: ${Object.keys(takes)[0]!.replace('image/*', 'image/jpeg')}'.`,
  });
}
