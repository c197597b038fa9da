import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';

/** So long the rest of a refused body is awaited: nginx's lingering_time. */
const LINGER_MS = 30_000;

/**
 * Sends a response of which the head is written, at once; ends it when the request too has come to its end. A
 * connection that is closed while bytes still arrive is reset, and its client then fails at writing before it has read
 * why it was refused.
 */
export async function endAfterRequest(
  request: IncomingMessage,
  response: ServerResponse,
  body?: string | Uint8Array,
): Promise<void> {
  // What was left unread of the body must go before the connection's next request. A reader that broke off may still
  // listen, and nothing flows as long as one does.
  request.removeAllListeners('readable').resume();
  if (!request.complete) {
    if (body) response.write(body);
    else response.flushHeaders();
    await finished(request, { signal: AbortSignal.timeout(LINGER_MS) }).catch(() => {}); // too slow, or gone
    response.end();
  } else response.end(body);
}
