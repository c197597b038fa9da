import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { endAfterRequest } from '../endAfterRequest.ts';
import { HOST_ID } from './events.ts';
import { keepWaiting, mayBeSlow } from './keepWaiting.ts';
import { route } from './route.ts';
import { S3Error } from './S3Error.ts';
import { newRequestId, readRequest } from './S3Request.ts';
import type { Reply, S3State } from './S3State.ts';
import { writeXml, XML_DECLARATION } from './xml.ts';

/** One request from its first byte to the last of its response. Never rejects. */
export async function answer(s3: S3State, http: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = newRequestId();
  try {
    const work = reply(s3, http, id);
    const answered = mayBeSlow(http)
      ? await keepWaiting(work, response, usualHeaders(id), s3.patienceMs)
      : await work;
    if (response.headersSent) await sendLate(answered, http, response);
    else await send(answered, id, http, response);
  } catch {
    // The client went away in the middle of its response, or the body's file cannot be read any more: with headers
    // on their way, a broken connection is the only way to say so.
    response.destroy();
  }
}

/**
 * The page has the same origin, and the type of an object is whatever was said of it: opened by a browser as a page of HTML,
 * none may run what is in it, nor ask for anything as the page does.
 */
const HARMLESS = { 'content-security-policy': 'sandbox', 'x-content-type-options': 'nosniff' };

const usualHeaders = (id: string) => ({
  server: 'face-inbox',
  ...HARMLESS,
  'x-amz-request-id': id,
  'x-amz-id-2': HOST_ID,
});

/** Behind the declaration and the blanks of keepWaiting. */
async function sendLate({ body }: Reply, http: IncomingMessage, response: ServerResponse): Promise<void> {
  await endAfterRequest(http, response, String(body).replace(XML_DECLARATION, ''));
  await finished(response);
}

async function reply(s3: S3State, http: IncomingMessage, id: string): Promise<Reply> {
  try {
    const request = readRequest(http, id);
    return await route(request)(s3, request);
  } catch (error) {
    return errorReply(error, http.url ?? '', id);
  }
}

/** What is no S3Error is a fault of ours or of the disk: 500, which SDKs try again. */
function errorReply(error: unknown, resource: string, id: string): Reply {
  const known =
    error instanceof S3Error
      ? error
      : new S3Error('InternalError', `We encountered an internal error. Please try again. ${String(error)}`);
  const content = {
    Code: known.code,
    Message: known.message,
    ...known.detail,
    Resource: resource.split('?', 1)[0],
    RequestId: id,
    HostId: HOST_ID,
  };
  return {
    status: known.status,
    headers: { 'content-type': 'application/xml', ...known.headers },
    body: writeXml('Error', content, ''),
  };
}

async function send(
  reply: Reply,
  id: string,
  http: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, headers = {}, body } = reply;
  const stream = body instanceof Readable ? body : undefined;
  try {
    const bodiless = http.method === 'HEAD' || status === 204 || status === 304;
    response.writeHead(status, {
      ...usualHeaders(id),
      ...(typeof body === 'string' && !bodiless && { 'content-length': Buffer.byteLength(body) }),
      ...(body === undefined && !bodiless && { 'content-length': 0 }),
      ...headers,
    });
    if (stream !== undefined && !bodiless) {
      http.resume(); // a body that nobody asked for
      return await pipeline(stream, response);
    }
    await endAfterRequest(http, response, typeof body === 'string' && !bodiless ? body : undefined);
    await finished(response);
  } finally {
    stream?.destroy();
  }
}
