import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { readSettings } from '../../config/settings.ts';
import { deploy, queueArn } from '../../local/deploy.ts';
import { sqsRecord } from '../../local/lambda/sqsRecord.ts';
import { openServices } from '../../local/openServices.ts';
import { type QueueRole, queueNames, topology } from '../../stacks/topology.ts';
import type { ImageItem } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { openStore } from '../../store/openStore.ts';

/** The services with all that the topology names, but for the functions: nobody takes a message but the caller. */
export interface Dropped {
  endpoint: string;
  /** Drops a photo, and gives the event that the function gets for it. */
  drop(key: string, body: Buffer): Promise<SQSEvent>;
  /** The event that a function gets for the next message of a queue. */
  next(queue: QueueRole): Promise<SQSEvent>;
  item(key: string): Promise<ImageItem | undefined>;
  close(): Promise<void>;
}

const REGION = 'us-east-1';

/** @param onError is told what goes wrong in the services */
export async function openDropped(onError: (error: Error) => void): Promise<Dropped> {
  const settings = readSettings();
  const plan = topology(settings);
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-dropped-'));
  const services = await openServices({ dir, port: 0, region: REGION, plan, parts: {}, onError });
  const { clients, endpoint } = services;
  await deploy(clients, plan, REGION);
  const store = openStore(settings, clients);
  const next = async (queue: QueueRole): Promise<SQSEvent> => {
    const QueueName = queueNames(plan)[queue];
    const { QueueUrl } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName }));
    const receive = new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds: 20,
      MessageSystemAttributeNames: ['All'],
    });
    let message: Message | undefined;
    // The first message of all is a test of S3's, which tells of no photo.
    while (!message || message.Body?.includes('s3:TestEvent'))
      [message] = (await clients.sqs.send(receive)).Messages ?? [];
    return { Records: [sqsRecord(message, queueArn(REGION, QueueName), REGION)] };
  };
  return {
    ...{ endpoint, next, item: (key) => getImage(store, key) },
    async close() {
      await services.close();
      await rm(dir, { recursive: true, force: true });
    },
    async drop(Key, Body) {
      await clients.s3.send(new PutObjectCommand({ Bucket: settings.bucket, Key, Body }));
      return next('images');
    },
  };
}
