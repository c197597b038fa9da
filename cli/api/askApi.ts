import { setTimeout } from 'node:timers/promises';
import { CommandError, EXIT, type ExitCode } from '../CommandError.ts';
import { chooseEndpoint } from '../chooseEndpoint.ts';
import { reach } from '../connect.ts';

interface Problem {
  type: string;
  status: number;
  detail: string;
  rule: string;
  remedy: string;
}

/** Of one who is told to come again. */
const TRIES = 5;

/**
 * Asks the HTTP API of the inbox. Told to come again, it does.
 * @throws CommandError with what the API says is wrong
 */
export async function askApi(
  { endpoint: option }: { endpoint?: string },
  path: string,
  { body, headers = {} }: { body: Blob | FormData; headers?: Record<string, string> },
): Promise<Response> {
  const endpoint = chooseEndpoint(option, process.env);
  if (endpoint === undefined)
    throw new CommandError(
      EXIT.usage,
      'The environment says that the inbox is in AWS, where its HTTP API has an address of its own.\n' +
        'Name it with --endpoint; for the local inbox: --endpoint http://localhost:4566.',
    );
  await reach(endpoint);
  const key = process.env.FACE_INBOX_KEY;
  const url = `${endpoint.replace(/\/$/, '')}${path}`;
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, ...(key && { authorization: `Bearer ${key}` }) },
      body,
    }).catch((error: Error) => {
      throw error.cause ?? error; // as Node calls it, which tells whether somebody answers
    });
    if (response.ok) return response;
    const isPassing = response.status === 429 || response.status === 503;
    if (!isPassing || attempt === TRIES) throw await failure(response, endpoint);
    await response.body?.cancel();
    await setTimeout(1000 * (Number(response.headers.get('retry-after')) || 1));
  }
}

async function failure(response: Response, endpoint: string): Promise<CommandError> {
  const { status } = response;
  if (response.headers.get('content-type') !== 'application/problem+json')
    return new CommandError(
      EXIT.failed,
      `What answers at ${endpoint} (${status}) is no face-inbox with an HTTP API.\n` +
        'Name the endpoint of `npm start` with --endpoint.',
    );
  const { detail, rule, remedy } = (await response.json()) as Problem;
  const said = new Set([detail, rule, remedy].filter((sentence) => sentence !== ''));
  return new CommandError(exitCodeOf(status), [...said].join('\n'));
}

function exitCodeOf(status: number): ExitCode {
  if (status === 413 || status === 422) return EXIT.rejected;
  if (status === 400) return EXIT.usage;
  return status === 503 || status === 429 ? EXIT.unreachable : EXIT.failed;
}
