import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from '../events/readInput.ts';
import { readBody } from '../readBody.ts';
import { sendJson } from '../sendJson.ts';
import type { Fauxqs, Input } from './fauxqs.ts';
import type { Operation } from './operations.ts';
import { QueueError, queryCode } from './QueueError.ts';
import { receiveMessage, takeBack } from './receiveMessage.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.0';
const TARGET = 'AmazonSQS.';
/** Above the 1 MiB of a batch: JSON may take six bytes for one. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/**
 * What changes nothing, or what a power cut may undo as SQS itself may: a message then comes once more, as it always
 * may ("at least once"). All else is on the disk when it is answered.
 */
const BEARS_REPETITION = new Set([
  ...['DeleteMessage', 'DeleteMessageBatch', 'ChangeMessageVisibility', 'ChangeMessageVisibilityBatch'],
  ...['GetQueueUrl', 'GetQueueAttributes', 'ListQueues', 'ListQueueTags', 'ListDeadLetterSourceQueues'],
]);

/** Answers requests of SQS's JSON protocol. Never rejects: what goes wrong is the answer. */
export function openHandler(fauxqs: Fauxqs, known: Map<string, Operation>, closing: AbortSignal) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const name = readOperation(request, known);
      const body = await readBody(request, MAX_BODY_BYTES);
      if (!body)
        throw new QueueError('RequestEntityTooLarge', `At most ${MAX_BODY_BYTES} bytes are read.`, 413);
      const input = parse(body);
      if (name === 'ReceiveMessage') return await receive(input, response);
      const run = known.get(name) as Operation;
      const host = request.headers.host ?? 'localhost';
      const { now, durably } = fauxqs.committer;
      const change = () => run(input, host);
      send(response, 200, BEARS_REPETITION.has(name) ? now(change) : await durably(change));
    } catch (error) {
      fail(response, error);
    }
  };

  async function receive(input: Input, response: ServerResponse) {
    const gone = new AbortController();
    const stop = () => gone.abort();
    response.on('close', stop);
    if (response.destroyed) stop();
    closing.addEventListener('abort', stop, { once: true });
    try {
      const answer = await receiveMessage(input, fauxqs, gone.signal);
      if (response.destroyed) takeBack(input, answer, fauxqs);
      else send(response, 200, answer);
    } finally {
      response.off('close', stop);
      closing.removeEventListener('abort', stop);
    }
  }
}

function readOperation(request: IncomingMessage, known: Map<string, Operation>): string {
  const type = request.headers['content-type'] ?? '';
  const target = String(request.headers['x-amz-target'] ?? '');
  if (request.method !== 'POST' || !type.startsWith(CONTENT_TYPE) || !target.startsWith(TARGET))
    throw new QueueError(
      'UnsupportedOperation',
      `The local SQS speaks AWS JSON 1.0: a POST with content-type ${CONTENT_TYPE} and X-Amz-Target ${TARGET}<operation>. ` +
        `This is a ${request.method} with content-type ${type || 'none'}: use an AWS SDK or CLI of November 2023 or later.`,
    );
  const name = target.slice(TARGET.length);
  if (name === 'ReceiveMessage' || known.has(name)) return name;
  throw new QueueError(
    'UnsupportedOperation',
    `${name} is not supported by the local SQS. It has: ReceiveMessage, ${[...known.keys()].join(', ')}.`,
  );
}

function parse(body: Buffer): Input {
  try {
    const input: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
    if (isObject(input)) return input;
  } catch {
    // said below, as of any other body that is no JSON object
  }
  throw new QueueError('SerializationException', 'The body of the request must be a JSON object.');
}

function fail(response: ServerResponse, error: unknown): void {
  // fauxqs's own errors have the same code, and the status as `statusCode`.
  const { code, statusCode, status = statusCode, message } = error as QueueError & { statusCode?: number };
  const told = status !== undefined;
  const shown = told ? code : 'InternalError';
  const text = told ? message : `The local SQS failed: ${message}`;
  send(response, status ?? 500, { __type: `com.amazonaws.sqs#${shown}`, message: text }, queryCode(shown));
}

function send(response: ServerResponse, status: number, body: unknown, error?: string): void {
  sendJson(response, status, body, {
    'content-type': CONTENT_TYPE,
    ...(error && { 'x-amzn-query-error': `${error};${status < 500 ? 'Sender' : 'Receiver'}` }),
  });
}
