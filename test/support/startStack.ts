import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { readSettings, type Settings } from '../../config/settings.ts';
import type { LogLine } from '../../local/lambda/openLambdaHost.ts';
import { type Local, type LocalOptions, startLocal } from '../../local/startLocal.ts';
import type { ImageItem } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { openStore, type Store } from '../../store/openStore.ts';
import { type Announced, subscribe } from './subscribe.ts';

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
  codeOf?: LocalOptions['codeOf'],
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
    ...(codeOf && { codeOf }),
  });
  const subscriber = await subscribe(local, settings.bus);
  return {
    ...local,
    errors,
    ...useInbox(local, settings, subscriber),
    async stop() {
      try {
        await subscriber.stop();
      } finally {
        await local.stop();
      }
    },
  };
}

/** What tests do with the inbox of those settings. */
export function useInbox(
  { clients }: Pick<Local, 'clients'>,
  settings: Settings,
  { announced, heard }: Pick<Stack, 'announced' | 'heard'>,
): Omit<Stack, keyof Local | 'errors'> {
  const store = openStore(settings, clients);
  const drop: Stack['drop'] = async (key, body) => {
    const { ETag } = await clients.s3.send(
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
    store,
    db: store.db,
    drop,
    remove: async (Key) => {
      await clients.s3.send(new DeleteObjectCommand({ Bucket: settings.bucket, Key }));
    },
    announced,
    heard,
    async analysed(key, body) {
      await drop(key, body);
      const event = await announced(key);
      return { event, item: (await settled(key))! };
    },
    settled,
  };
}
