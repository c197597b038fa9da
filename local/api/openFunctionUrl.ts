import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { COMPUTING, isPicture } from '../../api/computing.ts';
import { ProblemError } from '../../api/ProblemError.ts';
import { isWorking } from '../../api/work/working.ts';
import type { Handler } from '../gateway/openGateway.ts';
import type { InvocationResult } from '../lambda/invocation.ts';
import { eventOf } from './eventOf.ts';
import { failureOf } from './failureOf.ts';
import { openLane } from './openLane.ts';
import { openSharing } from './openSharing.ts';
import { type BodyLimits, type Held, receiveBody } from './receiveBody.ts';
import { sendProblem } from './sendProblem.ts';

/** What the function answers (Lambda guide, "Invoking function URLs", response payload format). */
interface Answered {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded?: boolean;
}

/** Of the function: what runs the networks is invoked by the one name, pictures and long changes by others, all else by the last. */
export type FunctionUrlNames = Record<'computing' | 'pictures' | 'working' | 'others', string>;

export interface FunctionUrlOptions {
  invoke(name: string, payload: string, requestId: string): Promise<InvocationResult>;
  names: FunctionUrlNames;
  /** Engines. */
  concurrency: number;
  /** Sandboxes for pictures, and for what runs no engine else. */
  pictures: number;
  others: number;
  limits: BodyLimits;
  /** Answers in the place of the function where that says that it cannot stream. */
  stream: Handler;
}

/** So many wait for each that is at work: what comes then would wait longer than it takes to ask again. */
const WAITING = 8;

/**
 * The function's URL: makes of each request an event, invokes the function with it, and sends what that answers. Who comes
 * when too many wait is told so at once.
 */
export function openFunctionUrl(options: FunctionUrlOptions): Handler {
  const { invoke, names, concurrency, pictures, others, limits, stream } = options;
  const held: Held = { bytes: 0 };
  const sharing = openSharing<InvocationResult | undefined>();
  const lanes = {
    computing: openLane(concurrency, WAITING * concurrency),
    // A page asks for all that it shows, and lets go of what is scrolled away.
    pictures: openLane(pictures, 16 * WAITING * pictures),
    // They are short, but for who waits for a result.
    others: openLane(others, 16 * WAITING * others),
    // In one process, since what is under way is known to it alone; each is answered before it is done.
    working: openLane(1, 16 * WAITING),
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const path = (request.url ?? '').split('?')[0]!;
    const kind = kindOf(request.method ?? '', path);
    const lane = lanes[kind];
    if (lane.isFull()) throw tooMany();
    const body = await receiveBody(request, limits, held);
    const work = async (signal: AbortSignal) => {
      if (lane.isFull()) throw tooMany();
      const requestId = randomUUID();
      const run = () => invoke(names[kind], eventOf(request, body, requestId), requestId);
      return lane.run(run, signal);
    };
    const result = await (kind === 'pictures'
      ? sharing(questionOf(request), work, gone.signal)
      : work(gone.signal)
    ).finally(() => {
      held.bytes -= body.length;
    });
    if (!result) return; // nobody waits for it any more
    if (!result.ok) throw failureOf(result.error);
    const { statusCode, headers, body: text, isBase64Encoded } = result.payload as Answered;
    if (statusCode === 501 && path === '/v1/events') return stream(request, response);
    const content = Buffer.from(text, isBase64Encoded ? 'base64' : 'utf8');
    const length = statusCode === 304 ? {} : { 'content-length': content.length };
    response.writeHead(statusCode, { ...headers, ...length });
    response.end(content);
  };

  return (request, response) =>
    void answer(request, response).catch((error: unknown) => {
      if (error instanceof ProblemError) return sendProblem(request, response, error);
      response.destroy(); // the client went away
    });
}

function kindOf(method: string, path: string): keyof FunctionUrlNames {
  if (isWorking(method, path)) return 'working';
  if (Object.values<string>(COMPUTING).includes(path)) return 'computing';
  return isPicture(path) ? 'pictures' : 'others';
}

/** All of a request that the answer depends on. */
function questionOf({ method, url, headers }: IncomingMessage): string {
  const { authorization, accept } = headers;
  return JSON.stringify([method, url, authorization, accept, headers['if-none-match']]);
}

function tooMany(): ProblemError {
  return new ProblemError(
    429,
    {
      code: 'too-many-requests',
      detail: 'Too many requests wait already.',
      value: null,
      rule: `For each one at work ${WAITING} may wait.`,
      remedy: 'Try again after the seconds that Retry-After names.',
    },
    { 'retry-after': '1' },
  );
}
