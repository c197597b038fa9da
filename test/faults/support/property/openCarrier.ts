import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { queueArn, queueUrl } from '../../../../local/deploy.ts';
import type { Stack } from '../../../support/startStack.ts';
import type { Carrying } from './Command.ts';

/** Between the bucket and the functions' queue: what S3 and SQS may do to messages, it does when it is told to. */
export interface Carrier {
  /** The bucket changes so often more: so many messages of the sequence are on their way to the carrier. */
  expect(sequence: string, changes: number): void;
  /** What becomes of the next messages of a sequence, one after the other. */
  next(sequence: string, how: Carrying, times: number): void;
  /** Hands on what was held of a sequence, the last first, as soon as all its messages have come. */
  release(sequence: string): Promise<void>;
  /** So many of its messages are lost. */
  lost(sequence: string): number;
  /** Whether a message has not come here yet, or not gone on. */
  isBusy(): boolean;
  /** Whether all that comes is thrown away. */
  discards: boolean;
  close(): Promise<void>;
}

interface Course {
  /** Messages that have not come yet. */
  coming: number;
  /** Is called when all have come. */
  whole: (() => void)[];
  plan: Carrying[];
  held: string[];
  lost: number;
}

/** @param sequenceOf which sequence a key belongs to */
export async function openCarrier(stack: Stack, sequenceOf: (key: string) => string): Promise<Carrier> {
  const { s3, sqs } = stack.clients;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'carrier' }));
  const images = queueUrl(stack.endpoint, 'face-inbox-images');
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: stack.store.bucket,
      NotificationConfiguration: {
        QueueConfigurations: [
          {
            QueueArn: queueArn(stack.region, 'carrier'),
            Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'],
          },
        ],
      },
    }),
  );
  const courses = new Map<string, Course>();
  let working = false;
  const courseOf = (sequence: string) => {
    const course = courses.get(sequence) ?? { coming: 0, whole: [], plan: [], held: [], lost: 0 };
    courses.set(sequence, course);
    return course;
  };
  const send = async (bodies: string[]) => {
    for (let at = 0; at < bodies.length; at += 10)
      await sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: images,
          Entries: bodies
            .slice(at, at + 10)
            .map((MessageBody, index) => ({ Id: String(index), MessageBody })),
        }),
      );
  };
  /** Which messages go on for one that has come. */
  const carry = (body: string): string[] => {
    const [record] = (JSON.parse(body) as { Records?: { s3: { object: { key: string } } }[] }).Records ?? [];
    if (!record) return []; // S3's test event
    const course = courseOf(sequenceOf(decodeURIComponent(record.s3.object.key)));
    course.coming--;
    if (course.coming === 0) for (const resolve of course.whole.splice(0)) resolve();
    if (carrier.discards) return [];
    const how = course.plan.shift();
    if (how === 'lose') course.lost++;
    if (how === 'hold' || how === 'double') course.held.push(body);
    return how === 'lose' || how === 'hold' ? [] : how === 'double' ? [body, body] : [body];
  };
  const abort = new AbortController();
  const receive = async () => {
    const all = { QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 };
    try {
      return (await sqs.send(new ReceiveMessageCommand(all), { abortSignal: abort.signal })).Messages ?? [];
    } catch (error) {
      if (abort.signal.aborted) return [];
      throw error;
    }
  };
  const carrying = (async () => {
    while (!abort.signal.aborted) {
      const Messages = await receive();
      if (Messages.length === 0) continue;
      working = true;
      await send(Messages.flatMap(({ Body }) => carry(Body!)));
      await sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl,
          Entries: Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
        }),
      );
      working = false;
    }
  })();
  const carrier: Carrier = {
    discards: false,
    expect: (sequence, changes) => {
      courseOf(sequence).coming += changes;
    },
    next: (sequence, how, times) => {
      courseOf(sequence).plan.push(...Array<Carrying>(times).fill(how));
    },
    async release(sequence) {
      const { coming, whole, held } = courseOf(sequence);
      if (coming > 0) await new Promise<void>((resolve) => whole.push(resolve));
      await send(held.splice(0).reverse());
    },
    lost: (sequence) => courseOf(sequence).lost,
    isBusy: () => working || [...courses.values()].some(({ coming }) => coming > 0),
    async close() {
      abort.abort();
      await carrying;
    },
  };
  return carrier;
}
