import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** Answers as AWS's JSON protocols do, with a request id; nothing where the client has gone or has its answer. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: { 'content-type': string; [name: string]: string },
): void {
  if (response.destroyed || response.headersSent) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
    ...headers,
  });
  response.end(text);
}
