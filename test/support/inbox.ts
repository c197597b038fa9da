import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import sharp from 'sharp';
import { queueUrl } from '../../local/deploy.ts';
import { queueNames } from '../../stacks/topology.ts';
import { audit, type Inbox } from '../../store/audit/audit.ts';
import { openImagesQueue } from '../../store/audit/imagesQueue.ts';
import { type Deviation, deviationsOf } from '../../store/audit/wordsOf.ts';
import type { Stack } from './startStack.ts';

/** A photo of 64 pixels in a colour of its own: quickly looked at, and of bytes of its own. */
export function tiny(number: number): Promise<Buffer> {
  const background = { r: number % 256, g: (number >> 8) % 256, b: 128 };
  return sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .png()
    .toBuffer();
}

/** What is done in the bucket meanwhile is told to nobody, as if its messages were lost. */
export async function untold<T>({ clients: { s3 }, store: { bucket } }: Stack, work: () => Promise<T>) {
  const { $metadata, ...told } = await s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
  );
  const tell = (NotificationConfiguration: object) =>
    s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration }));
  await tell({});
  try {
    return await work();
  } finally {
    await tell(told);
  }
}

/** Sends a message as S3 writes them, and waits until the queue is empty. */
export async function tell(
  stack: Stack,
  eventName: string,
  object: { key: string; sequencer?: string; eTag?: string; size?: number },
): Promise<void> {
  const { bucket } = stack.store;
  const s3 = { bucket: { name: bucket }, object: { ...object, key: encodeURIComponent(object.key) } };
  await stack.clients.sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl(stack.endpoint, queueNames(stack.topology).images),
      MessageBody: JSON.stringify({
        Records: [{ eventName, eventTime: '2026-01-02T03:04:05.678Z', s3 }],
      }),
    }),
  );
  await drained(stack);
}

/** Resolves when no message is waiting or at work. */
export async function drained(stack: Stack): Promise<void> {
  const { queue } = await inboxOf(stack);
  while (await queue.isBusy());
}

async function inboxOf({ store, topology, clients: { s3, sqs } }: Stack): Promise<Inbox> {
  return { store, s3, queue: await openImagesQueue(sqs, queueNames(topology)) };
}

/** Every deviation of the tables from the bucket; nothing is in flight any more when they are told. */
export async function deviations(stack: Stack, isDue?: Inbox['isDue']): Promise<Deviation[]> {
  const found: Deviation[] = [];
  const { signal } = new AbortController();
  for await (const finding of audit(
    { ...(await inboxOf(stack)), ...(isDue && { isDue }) },
    { waitMs: 1, patienceMs: 600_000, signal },
  ))
    found.push(...deviationsOf(finding));
  return found;
}

/** What the function answers. @throws what it throws */
export async function invoke(stack: Stack, FunctionName: string): Promise<unknown> {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const lambda = new LambdaClient({ endpoint: stack.endpoint, region: stack.region, credentials });
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName }));
  const answer = JSON.parse(Buffer.from(Payload!).toString());
  if (FunctionError) throw new Error(JSON.stringify(answer));
  return answer;
}
