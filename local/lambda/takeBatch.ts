import type { SQSRecord } from 'aws-lambda';
import { MAX_REQUEST_BYTES } from './invocation.ts';

const EMPTY_EVENT_BYTES = Buffer.byteLength('{"Records":[]}');

/**
 * Removes from `held` the records of the next invocation, in order: at most `batchSize`, and as many as the
 * 6 MB of an invocation's payload hold (Lambda guide, "Batching behavior"). Always at least one; one that alone is
 * too large fails at the function's door, and so ends in the dead-letter queue.
 */
export function takeBatch(held: SQSRecord[], batchSize: number): SQSRecord[] {
  let bytes = EMPTY_EVENT_BYTES;
  let count = 0;
  for (const record of held.slice(0, batchSize)) {
    bytes += Buffer.byteLength(JSON.stringify(record)) + 1;
    if (count > 0 && bytes > MAX_REQUEST_BYTES) break;
    count++;
  }
  return held.splice(0, count);
}
