import { setTimeout } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  ListMessageMoveTasksCommand,
  type Message,
  SendMessageBatchCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { giveBack, type Held, hold, receivePages } from '../../people/letters/receivePages.ts';
import { type QueueDepth, queueDepth } from '../../people/workLeft.ts';
import { readChunkMessage } from '../../store/chunks/chunkMessage.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import type { Connection } from '../connect.ts';

/** What services answer that have no message move tasks. */
const LACKS_TASKS =
  /Unsupported|UnknownOperation|InvalidAction|UnknownAction|NotImplemented|is not (supported|implemented)/i;
const LOOK_EVERY_MS = 1000;

/**
 * Sends all dead letters back, to the queue where each is tried alone: parts of videos to theirs, all others to that of the retries.
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
  const parts = await moveParts(connection, from, moved, signal);
  const movedTheRest = (count: number) => moved(parts + count);
  try {
    await connection.sqs.send(
      new StartMessageMoveTaskCommand({ SourceArn: from.arn, DestinationArn: to.arn }),
      { abortSignal: signal },
    );
  } catch (error) {
    if (!LACKS_TASKS.test(`${(error as Error).name}: ${(error as Error).message}`)) throw error;
    await moveOneByOne(connection, { from, to: async () => to }, movedTheRest, signal);
    return;
  }
  await followTask(connection, from, movedTheRest, signal);
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

/** A task moves all letters alike: these go before. @returns how many there were */
async function moveParts(
  connection: Connection,
  from: QueueDepth,
  moved: (count: number) => void,
  signal: AbortSignal,
): Promise<number> {
  const others: Held = new Map();
  const isPart = ({ Body = '' }: Message) => readChunkMessage(Body) !== undefined;
  try {
    const to = () => queueDepth(connection, 'chunks');
    return await moveOneByOne(connection, { from, to }, moved, signal, { isMeant: isPart, others });
  } finally {
    await giveBack(connection.sqs, from.url, others);
  }
}

/**
 * Sent before deleted: a letter may then be there twice, which changes nothing, and never not at all.
 * @param isMeant which of them; the `others` are held
 * @returns how many were moved
 */
async function moveOneByOne(
  { sqs }: Connection,
  { from, to }: { from: QueueDepth; to: () => Promise<QueueDepth> },
  moved: (count: number) => void,
  signal: AbortSignal,
  { isMeant, others }: { isMeant: (message: Message) => boolean; others: Held } = {
    isMeant: () => true,
    others: new Map(),
  },
): Promise<number> {
  let count = 0;
  for await (const all of receivePages(sqs, from, others, signal)) {
    const page = all.filter(isMeant);
    hold(
      others,
      all.filter((message) => !isMeant(message)),
    );
    if (page.length === 0) continue;
    const { url } = await to();
    const { Successful = [], Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({ QueueUrl: url, Entries: page.map(entryOf) }),
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
        `${url} did not take ${Failed.length} of the dead letters (${Failed[0].Code}: ${Failed[0].Message}). ` +
          'They are still among them; run it again.',
      );
  }
  return count;
}

function entryOf({ Body, MessageAttributes }: Message, index: number) {
  return { Id: String(index), MessageBody: Body, MessageAttributes };
}
