import { setTimeout } from 'node:timers/promises';
import { DeleteObjectsCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { DeleteCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { type Connection, clientsFor } from '../../../../cli/connect.ts';
import { moveLetters } from '../../../../cli/deadLetters/moveLetters.ts';
import { queueDepth, workLeft } from '../../../../cli/queueDepth.ts';
import { readSettings } from '../../../../config/settings.ts';
import { touchGallery } from '../../../../store/galleryLog.ts';
import { tables } from '../../../../store/tables.ts';
import { shortenVisibility } from '../shortenTries.ts';
import { type FaultyStack, startFaultyStack } from '../startFaultyStack.ts';
import { type Carrier, openCarrier } from './openCarrier.ts';
import { makePhotos, type Photos } from './photos.ts';

/** The one inbox that all sequences share. */
export interface TestInbox {
  stack: FaultyStack;
  carrier: Carrier;
  photos: Photos;
  /** As the commands have it. */
  connection: Connection;
  /** Puts or removes an object, or does both several times: so many changes S3 is going to tell of. */
  change<T>(sequence: string, changes: number, work: () => Promise<T>): Promise<T>;
  /** Resolves when no message is waiting, at work or on its way. @throws where it comes to no end */
  settled(): Promise<void>;
  /** How many messages were given up; what `npx face-inbox redrive` does is done with them. */
  redrive(): Promise<number>;
  /** Everything in every table, as text. */
  rows(): Promise<string[]>;
  /** Nothing is there any more, and nobody hears of it. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

/** So long a function may take. */
const TIMEOUT_SECONDS = 4;
/** Never while a function is at a message, is another given it: `forget` relies on that, as do the queues in AWS. */
const VISIBILITY_SECONDS = TIMEOUT_SECONDS + 1;
/** Longer than all tries of a message take: 2, 8, 32 and 128 seconds lie between five (changes/retryAfter.ts). */
const PATIENCE_MS = 240_000;
const LOOK_EVERY_MS = 50;

/** @param sequenceOf which sequence a key belongs to */
export async function openInbox(sequenceOf: (key: string) => string): Promise<TestInbox> {
  const stack = await startFaultyStack({
    FUNCTION_TIMEOUT: String(TIMEOUT_SECONDS),
    DETECT_LARGE: 'false',
    DETECT_SMALL: 'never',
    DETECT_TURNED: 'false',
    LOG_LEVEL: 'ERROR',
  });
  const photos = await makePhotos(stack);
  await shortenVisibility(stack, VISIBILITY_SECONDS);
  const carrier = await openCarrier(stack, sequenceOf);
  // What a command takes from its environment.
  process.env.AWS_ENDPOINT_URL = stack.endpoint;
  const settings = readSettings({ FUNCTION_TIMEOUT: String(TIMEOUT_SECONDS) });
  const connection = {
    ...clientsFor(settings, stack.endpoint),
    store: stack.store,
    s3: stack.clients.s3,
    sqs: stack.clients.sqs,
  };
  const { names, bucket } = stack.store;

  const isBusy = async () => {
    if (carrier.isBusy()) return true;
    const { waiting, atWork } = await workLeft(connection);
    return waiting + atWork > 0;
  };
  const settle = async () => {
    const until = performance.now() + PATIENCE_MS;
    while (await isBusy()) {
      if (performance.now() > until) {
        const { waiting, atWork } = await workLeft(connection);
        throw new Error(`After ${PATIENCE_MS} ms ${waiting} messages wait and ${atWork} are at work.`);
      }
      await setTimeout(LOOK_EVERY_MS);
    }
  };
  let settling: Promise<void> | undefined;
  const scan = async (TableName: string) => {
    const items: Record<string, unknown>[] = [];
    const pages = paginateScan({ client: stack.db }, { TableName, ConsistentRead: true });
    for await (const { Items = [] } of pages) items.push(...Items);
    return items;
  };
  return {
    stack,
    carrier,
    photos,
    connection,
    change(sequence, changes, work) {
      carrier.expect(sequence, changes);
      return work();
    },
    settled() {
      // Several wait by one look.
      settling ??= settle().finally(() => {
        settling = undefined;
      });
      return settling;
    },
    async redrive() {
      const { waiting } = await queueDepth(connection, 'dead-letters');
      if (waiting > 0) await moveLetters(connection, () => {}, new AbortController().signal);
      return waiting;
    },
    async rows() {
      const lists = (_: string, part: unknown) => (part instanceof Set ? [...part] : part);
      const all = await Promise.all(Object.values(names).map(scan));
      return all.flat().map((item) => JSON.stringify(item, lists));
    },
    async empty() {
      stack.proxy.heal();
      carrier.discards = true;
      for await (const { Contents = [] } of paginateListObjectsV2(
        { client: stack.clients.s3 },
        { Bucket: bucket },
      )) {
        if (Contents.length === 0) continue;
        for (const { Key } of Contents) carrier.expect(sequenceOf(Key!), 1);
        await stack.clients.s3.send(
          new DeleteObjectsCommand({
            Bucket: bucket,
            Delete: { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true },
          }),
        );
      }
      await settle().catch(() => {});
      carrier.discards = false;
      // Where a round has failed, something may be left.
      for (const role of ['images', 'retries', 'videos', 'chunks', 'dead-letters'] as const)
        await stack.clients.sqs.send(
          new PurgeQueueCommand({ QueueUrl: (await queueDepth(connection, role)).url }),
        );
      for (const [role, { name, key }] of Object.entries(tables(settings.prefix)))
        for (const item of await scan(name)) {
          // It may only grow: functions tell by it whether what they know is old.
          if (role === 'state' && item.name === 'gallery') continue;
          const Key = { [key.hash]: item[key.hash], ...(key.range && { [key.range]: item[key.range] }) };
          await stack.db.send(new DeleteCommand({ TableName: name, Key }));
        }
      // The functions read anew who is enrolled: nobody.
      await touchGallery(stack.store);
      stack.heard.splice(0);
    },
    async stop() {
      await carrier.close();
      await stack.stop();
    },
  };
}
