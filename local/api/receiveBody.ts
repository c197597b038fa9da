import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../../api/ProblemError.ts';

export interface BodyLimits {
  /** Of one body. */
  bytes: number;
  /** Of all bodies that are held, on their way or received. */
  bytesInAll: number;
  /** An upload may take so long. */
  milliseconds: number;
}

/** How many bytes are held. */
export interface Held {
  bytes: number;
}

/**
 * The body of a request. What comes beyond a limit is not held.
 * @param held is told of each byte; who has the body lets go of it with `held.bytes -= body.length`
 * @throws ProblemError 408, 411, 413, 429; else where the client goes away
 */
export async function receiveBody(request: IncomingMessage, limits: BodyLimits, held: Held): Promise<Buffer> {
  const { headers, method } = request;
  const announced = Number(headers['content-length'] ?? 0);
  if (headers['transfer-encoding'] !== undefined) throw noLength(headers['transfer-encoding']);
  if (headers['content-length'] === undefined && (method === 'POST' || method === 'PUT'))
    throw noLength(null);
  if (announced > limits.bytes) throw tooLarge(announced, limits.bytes);
  if (announced === 0) return Buffer.alloc(0);
  const clock = Promise.withResolvers<never>();
  clock.promise.catch(() => {});
  const timer = setTimeout(() => clock.reject(tooSlow(limits.milliseconds)), limits.milliseconds);
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isOver = false;
  const whole = (async () => {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (isOver) continue; // what still comes is nobody's
      if (held.bytes + chunk.length > limits.bytesInAll) throw tooMuch(limits.bytesInAll);
      held.bytes += chunk.length;
      bytes += chunk.length;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks, bytes);
  })();
  try {
    return await Promise.race([whole, clock.promise]);
  } catch (error) {
    isOver = true;
    held.bytes -= bytes;
    chunks.length = 0;
    whole.catch(() => {}); // it ends with the request
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function noLength(value: string | null): ProblemError {
  return new ProblemError(411, {
    code: 'length-required',
    detail: 'The request does not say how long its body is.',
    value,
    rule: 'It must have the header Content-Length, and no Transfer-Encoding.',
    remedy: 'Send the length: of a file every client knows it.',
  });
}

function tooLarge(bytes: number, most: number): ProblemError {
  return new ProblemError(413, {
    code: 'too-large',
    detail: `The body has ${bytes} bytes.`,
    value: bytes,
    rule: `It may have ${most}.`,
    remedy: 'Send a smaller photo, or put it into the bucket: POST /v1/uploads.',
  });
}

function tooSlow(milliseconds: number): ProblemError {
  return new ProblemError(408, {
    code: 'too-slow',
    detail: `The body was not there after ${milliseconds / 1000} s.`,
    value: `${milliseconds / 1000} s`,
    rule: 'It must come within that time.',
    remedy: 'Send it again over a faster line, or smaller.',
  });
}

function tooMuch(most: number): ProblemError {
  return new ProblemError(
    429,
    {
      code: 'too-many-requests',
      detail: 'There are too many bodies on their way.',
      value: `${most} bytes`,
      rule: `All together they may have ${most} bytes.`,
      remedy: 'Try again after the seconds that Retry-After names.',
    },
    { 'retry-after': '1' },
  );
}
