import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { backoffMs, pause } from './backoff.ts';
import { SettleError, textOf } from './errors.ts';
import type { QueueCalls } from './QueueCalls.ts';
import { sqsRecord } from './sqsRecord.ts';

/** "MaxNumberOfMessages: 1 to 10", and ten entries in each batch request (SQS API reference). */
const SQS_BATCH = 10;
const TRIES = 4;

/** What the event source mapping needs of its queue. */
export interface SourceQueue {
  /** At most ten messages, waiting up to `waitSeconds` for the first. Rejects once `signal` is aborted. */
  receive(count: number, waitSeconds: number, signal: AbortSignal): Promise<SQSRecord[]>;
  /** Deletes what was handled. Failed entries are tried again; what then remains goes to `onError`. */
  remove(records: SQSRecord[]): Promise<void>;
  /** Gives messages back, for anyone to receive at once. Failures as above. */
  release(records: SQSRecord[]): Promise<void>;
}

export function openQueue(options: {
  calls: QueueCalls;
  queueUrl: string;
  queueArn: string;
  region: string;
  onError(error: Error): void;
}): SourceQueue {
  const { calls, queueUrl: QueueUrl, queueArn, region, onError } = options;

  type Send = (entries: { Id: string; ReceiptHandle: string }[]) => Promise<BatchResultErrorEntry[]>;
  const settleAll = async (what: 'deleted' | 'made visible', records: SQSRecord[], send: Send) => {
    for (let from = 0; from < records.length; from += SQS_BATCH) {
      const tens = records.slice(from, from + SQS_BATCH);
      const { left, reason } = await settle(tens, send);
      if (left > 0) onError(new SettleError(what, left, reason));
    }
  };

  return {
    async receive(count, WaitTimeSeconds, abortSignal) {
      const input = {
        QueueUrl,
        WaitTimeSeconds,
        MaxNumberOfMessages: Math.min(count, SQS_BATCH),
        MessageSystemAttributeNames: ['All' as const],
        MessageAttributeNames: ['All'],
      };
      const messages = await calls.receive(input, abortSignal);
      return messages.map((message) => sqsRecord(message, queueArn, region));
    },
    remove: (records) => settleAll('deleted', records, (Entries) => calls.remove({ QueueUrl, Entries })),
    release: (records) =>
      settleAll('made visible', records, (entries) => {
        const Entries = entries.map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
        return calls.changeVisibility({ QueueUrl, Entries });
      }),
  };
}

/** Sends entries until none fails; those that are the sender's fault (a receipt that is out of date) only once. */
async function settle(
  records: SQSRecord[],
  send: (entries: { Id: string; ReceiptHandle: string }[]) => Promise<BatchResultErrorEntry[]>,
): Promise<{ left: number; reason: string }> {
  let entries = records.map(({ receiptHandle }, index) => ({
    Id: String(index),
    ReceiptHandle: receiptHandle,
  }));
  let lost = 0;
  let reason = '';
  for (let attempt = 1; entries.length > 0; attempt++) {
    try {
      const failed = new Map((await send(entries)).map((entry) => [entry.Id, entry]));
      entries = entries.filter(({ Id }) => failed.has(Id));
      for (const { Code, Message, SenderFault, Id } of failed.values()) {
        reason = `${Code}: ${Message ?? ''}`;
        if (!SenderFault) continue;
        lost++;
        entries = entries.filter((entry) => entry.Id !== Id);
      }
    } catch (cause) {
      reason = textOf(cause);
    }
    if (attempt === TRIES) break;
    if (entries.length > 0) await pause(backoffMs(attempt));
  }
  return { left: lost + entries.length, reason };
}
