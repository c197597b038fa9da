import { setTimeout } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  ListMessageMoveTasksCommand,
  type Message,
  SendMessageBatchCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { receivePages } from '../../people/letters/receivePages.ts';
import { type QueueDepth, queueDepth } from '../../people/workLeft.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import type { Connection } from '../connect.ts';

/** What services answer that have no message move tasks. */
const LACKS_TASKS =
  /Unsupported|UnknownOperation|InvalidAction|UnknownAction|NotImplemented|is not (supported|implemented)/i;
const LOOK_EVERY_MS = 1000;

/**
 * Sends all dead letters back, to the queue where each is tried alone.
 * @param moved is told how many have gone by now
 * @throws CommandError where the service could not move all; those that are left are where they were
 */
export async function moveLetters(
  connection: Connection,
  moved: (count: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const from = await queueDepth(connection, 'dead-letters');
  const to = await queueDepth(connection, 'retries');
  try {
    await connection.sqs.send(
      new StartMessageMoveTaskCommand({ SourceArn: from.arn, DestinationArn: to.arn }),
      { abortSignal: signal },
    );
  } catch (error) {
    if (!LACKS_TASKS.test(`${(error as Error).name}: ${(error as Error).message}`)) throw error;
    return moveOneByOne(connection, from, to, moved, signal);
  }
  await followTask(connection, from, moved, signal);
}

async function followTask(
  { sqs }: Connection,
  { arn }: QueueDepth,
  moved: (count: number) => void,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn }), {
      abortSignal: signal,
    });
    const { Status, ApproximateNumberOfMessagesMoved = 0, FailureReason } = Results[0] ?? {};
    moved(ApproximateNumberOfMessagesMoved);
    if (Status === 'COMPLETED') return;
    if (Status !== 'RUNNING' && Status !== 'CANCELLING')
      throw new CommandError(
        EXIT.failed,
        `The move of the dead letters ended as ${Status} (${FailureReason ?? 'without a reason'}). ` +
          'What is left is still among them; run it again.',
      );
    await setTimeout(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** Sent before deleted: a letter may then be there twice, which changes nothing, and never not at all. */
async function moveOneByOne(
  { sqs }: Connection,
  from: QueueDepth,
  to: QueueDepth,
  moved: (count: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let count = 0;
  for await (const page of receivePages(sqs, from.url, signal)) {
    const { Successful = [], Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({ QueueUrl: to.url, Entries: page.map(entryOf) }),
    );
    const sent = Successful.map(({ Id }) => page[Number(Id)]!);
    if (sent.length > 0)
      await sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl: from.url,
          Entries: sent.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
        }),
      );
    count += sent.length;
    moved(count);
    if (Failed[0])
      throw new CommandError(
        EXIT.failed,
        `${to.url} did not take ${Failed.length} of the dead letters (${Failed[0].Code}: ${Failed[0].Message}). ` +
          'They are still among them; run it again.',
      );
  }
}

function entryOf({ Body, MessageAttributes }: Message, index: number) {
  return { Id: String(index), MessageBody: Body, MessageAttributes };
}
