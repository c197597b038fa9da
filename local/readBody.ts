import type { IncomingMessage } from 'node:http';

/**
 * The body of a request; undefined where it has more than `limit` bytes. What is over the limit is read to its end
 * and thrown away, so that the client gets to see the answer. Rejects where the client goes away before the end.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes > limit ? undefined : Buffer.concat(chunks);
}
