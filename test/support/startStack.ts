import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { readSettings } from '../../config/settings.ts';
import type { LogLine } from '../../local/lambda/openLambdaHost.ts';
import { type Local, type LocalOptions, startLocal } from '../../local/startLocal.ts';
import type { ImageItem } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { openStore, type Store } from '../../store/openStore.ts';
import { checkEvent } from './checkEvent.ts';

export interface Announced {
  type: string;
  detail: Record<string, unknown> & { id: string; image: string; people?: string[]; person?: string };
}

export interface Stack extends Local {
  store: Store;
  db: DynamoDBDocumentClient;
  errors: Error[];
  drop(key: string, body: Buffer | string): Promise<{ etag: string }>;
  remove(key: string): Promise<void>;
  /** The next event about this key that no call has given yet; each is held to its schema. */
  announced(key: string): Promise<Announced>;
  /** Every event that has come by now, in the order in which they came. */
  heard: Announced[];
  /** The item as soon as its outbox is empty, which is after its event has come. */
  settled(key: string): Promise<ImageItem | undefined>;
  /** Drops, and waits for the event and the item that follow. */
  analysed(key: string, body: Buffer | string): Promise<{ event: Announced; item: ImageItem }>;
}

/** The whole of face-inbox, real in every part, and a subscriber of its events. */
export async function startStack(
  environment: Record<string, string> = {},
  folder?: string,
  onLog: (line: LogLine) => void = () => {},
  functionsEndpoint?: LocalOptions['functionsEndpoint'],
): Promise<Stack> {
  const settings = readSettings(environment);
  const errors: Error[] = [];
  const local = await startLocal({
    settings,
    port: 0,
    folder,
    onLog,
    onError: (error) => void errors.push(error),
    functionsEndpoint,
  });
  const store = openStore(settings, local.clients);
  const subscriber = await subscribe(local, settings.bus);
  const drop: Stack['drop'] = async (key, body) => {
    const { ETag } = await local.clients.s3.send(
      new PutObjectCommand({ Bucket: settings.bucket, Key: key, Body: Buffer.from(body) }),
    );
    return { etag: ETag!.replaceAll('"', '') };
  };
  const settled = async (key: string) => {
    for (;;) {
      const item = await getImage(store, key);
      if (!item?.pending) return item;
    }
  };
  return {
    ...local,
    store,
    db: store.db,
    errors,
    drop,
    remove: async (Key) => {
      await local.clients.s3.send(new DeleteObjectCommand({ Bucket: settings.bucket, Key }));
    },
    announced: subscriber.announced,
    heard: subscriber.heard,
    async analysed(key, body) {
      await drop(key, body);
      const event = await subscriber.announced(key);
      return { event, item: (await settled(key))! };
    },
    settled,
    async stop() {
      try {
        await subscriber.stop();
      } finally {
        await local.stop();
      }
    },
  };
}

/** A queue of the user's own behind a rule of the user's own, read to the end by one loop. */
async function subscribe({ clients: { events, sqs } }: Local, bus: string) {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'subscriber' }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  await events.send(
    new PutRuleCommand({ Name: 'all', EventBusName: bus, EventPattern: '{"source":["face-inbox"]}' }),
  );
  await events.send(
    new PutTargetsCommand({
      Rule: 'all',
      EventBusName: bus,
      Targets: [{ Id: 'subscriber', Arn: Attributes!.QueueArn! }],
    }),
  );
  const waiting = new Map<string, ((event: Announced) => void)[]>();
  const arrived = new Map<string, Announced[]>();
  const heard: Announced[] = [];
  const wrong: Error[] = [];
  const take = (event: Announced) => {
    try {
      checkEvent(event.type, event.detail);
    } catch (error) {
      wrong.push(error as Error);
    }
    heard.push(event);
    const key = event.detail.image;
    const next = waiting.get(key)?.shift();
    if (next) next(event);
    else arrived.set(key, [...(arrived.get(key) ?? []), event]);
  };
  const abort = new AbortController();
  const reading = (async () => {
    while (!abort.signal.aborted) {
      const { Messages = [] } = await sqs
        .send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 }), {
          abortSignal: abort.signal,
        })
        .catch(() => ({ Messages: [] }));
      for (const { Body, ReceiptHandle } of Messages) {
        const { 'detail-type': type, detail } = JSON.parse(Body!);
        take({ type, detail });
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  })();
  return {
    heard,
    announced: (key: string) =>
      new Promise<Announced>((resolve) => {
        const known = arrived.get(key)?.shift();
        if (known) resolve(known);
        else waiting.set(key, [...(waiting.get(key) ?? []), resolve]);
      }),
    async stop() {
      abort.abort();
      await reading;
      if (wrong.length > 0) throw wrong[0];
    },
  };
}
