import { setTimeout } from 'node:timers/promises';
import { CommandError, EXIT, type ExitCode } from '../CommandError.ts';
import { chooseEndpoint } from '../chooseEndpoint.ts';
import { reach } from '../connect.ts';
import { regionOf, signed } from './signed.ts';

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
  const key = process.env.FACE_INBOX_KEY;
  const { endpoint, region } = addressOf(option);
  await reach(endpoint);
  const url = `${endpoint.replace(/\/$/, '')}${path}`;
  for (let attempt = 1; ; attempt++) {
    const request = new Request(url, {
      method: 'POST',
      headers: { ...headers, ...(key && { authorization: `Bearer ${key}` }) },
      body,
    });
    const response = await fetch(region && !key ? await signed(request, region) : request).catch(
      (error: Error) => {
        throw error.cause ?? error; // as Node calls it, which tells whether somebody answers
      },
    );
    if (response.ok) return response;
    const isPassing = response.status === 429 || response.status === 503;
    if (!isPassing || attempt === TRIES) throw await failure(response, endpoint);
    await response.body?.cancel();
    await setTimeout(1000 * (Number(response.headers.get('retry-after')) || 1));
  }
}

/** Where the API is; with the region, where that is a function's URL, which the clients of AWS's services are not to be told of. */
function addressOf(option: string | undefined): { endpoint: string; region?: string } {
  const region = regionOf(option);
  if (option !== undefined && region !== undefined) return { endpoint: option, region };
  const endpoint = chooseEndpoint(option, process.env);
  if (endpoint !== undefined) return { endpoint };
  throw new CommandError(
    EXIT.usage,
    'The environment says that the inbox is in AWS, where its HTTP API has an address of its own.\n' +
      'Name it with --endpoint; for the local inbox: --endpoint http://localhost:4566.',
  );
}

async function failure(response: Response, endpoint: string): Promise<CommandError> {
  const { status } = response;
  if (status === 403 && regionOf(endpoint) !== undefined && !isProblem(response))
    return new CommandError(
      EXIT.failed,
      `AWS does not let these credentials call the API at ${endpoint} (403).\n` +
        'They need lambda:InvokeFunctionUrl and lambda:InvokeFunction on that function (docs/api.md).',
    );
  if (!isProblem(response))
    return new CommandError(
      EXIT.failed,
      `What answers at ${endpoint} (${status}) is no face-inbox with an HTTP API.\n` +
        'Name the endpoint of `npm start` with --endpoint.',
    );
  const { detail, rule, remedy } = (await response.json()) as Problem;
  const said = new Set([detail, rule, remedy].filter((sentence) => sentence !== ''));
  return new CommandError(exitCodeOf(status), [...said].join('\n'));
}

const isProblem = ({ headers }: Response) => headers.get('content-type') === 'application/problem+json';

function exitCodeOf(status: number): ExitCode {
  if (status === 413 || status === 422) return EXIT.rejected;
  if (status === 400) return EXIT.usage;
  return status === 503 || status === 429 ? EXIT.unreachable : EXIT.failed;
}
