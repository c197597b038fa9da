import { DeleteMessageBatchCommand } from '@aws-sdk/client-sqs';
import { whoToEnrol } from '../../config/keys.ts';
import type { Inbox } from '../Inbox.ts';
import { changesIn } from '../letters/changesIn.ts';
import { giveBack, type Held, hold, receivePages } from '../letters/receivePages.ts';
import { queueDepth } from '../workLeft.ts';

/**
 * Deletes the dead letters about photos that enrol the person; the others are given back.
 * @returns how many were deleted
 */
export async function forgetLetters(inbox: Inbox, person: string, signal: AbortSignal): Promise<number> {
  const { sqs, settings } = inbox;
  const letters = await queueDepth(inbox, 'dead-letters');
  const QueueUrl = letters.url;
  const others: Held = new Map();
  let count = 0;
  try {
    for await (const page of receivePages(sqs, letters, others, signal)) {
      const theirs = page.filter(({ Body }) =>
        changesIn(Body).some(({ key }) => whoToEnrol(key, settings) === person),
      );
      hold(
        others,
        page.filter((message) => !theirs.includes(message)),
      );
      if (theirs.length === 0) continue;
      const Entries = theirs.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      const { Successful = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      count += Successful.length;
    }
  } finally {
    await giveBack(sqs, QueueUrl, others);
  }
  return count;
}
