import { type Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** What S3's router has to see to know a request for its own; signatures are not verified here. */
const SIGNED = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0',
  'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
};

/** A server refused a transfer, or sent another body than was put. */
class TransferError extends Error {
  override name = 'TransferError';
}

/** Sends `body` with nothing computed of it, so that the time is the server's. @throws TransferError */
export async function put(agent: Agent, url: string, body: Buffer): Promise<void> {
  const response = await send(agent, url, 'PUT', body);
  await text(response);
}

/** Reads a body of so many bytes and keeps nothing of it. @throws TransferError */
export async function get(agent: Agent, url: string, bytes: number): Promise<void> {
  let received = 0;
  for await (const chunk of await send(agent, url, 'GET')) received += (chunk as Buffer).length;
  if (received !== bytes)
    throw new TransferError(`GET ${url} gave ${received} bytes, but ${bytes} had been put there.`);
}

async function send(agent: Agent, url: string, method: string, body?: Buffer): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers = { ...SIGNED, ...(body && { 'content-length': body.length }) };
  request(url, { agent, method, headers }, resolve).on('error', reject).end(body);
  const response = await promise;
  if (response.statusCode === 200) return response;
  throw new TransferError(`${method} ${url} was answered ${response.statusCode}: ${await text(response)}`);
}
