import type { IncomingMessage, ServerResponse } from 'node:http';
import { XML_DECLARATION } from './xml.ts';

/**
 * Whether the request is one that may take minutes, as it writes a large body anew. S3 API reference,
 * CompleteMultipartUpload and CopyObject: then S3 sends 200 at once and blanks until it is done, so that nobody gives
 * up waiting; the body may be an Error all the same. Every SDK knows of this for these operations, and for no others.
 */
export function mayBeSlow({ method, url = '', headers }: IncomingMessage): boolean {
  if (method === 'PUT') return headers['x-amz-copy-source'] !== undefined;
  return method === 'POST' && /[?&]uploadId=/.test(url);
}

/** Waits for `work`, which never rejects; from `patienceMs` on it begins the response and keeps it alive. */
export async function keepWaiting<T>(
  work: Promise<T>,
  response: ServerResponse,
  headers: Record<string, string>,
  patienceMs: number,
): Promise<T> {
  const timer = setInterval(() => {
    if (response.destroyed) return;
    if (!response.headersSent) {
      response.writeHead(200, { ...headers, 'content-type': 'application/xml' });
      response.write(XML_DECLARATION);
    }
    response.write(' ');
  }, patienceMs);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
