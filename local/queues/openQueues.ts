import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { buildApp } from 'fauxqs';

export interface LocalQueues {
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/** What fauxqs 2.4.1 uses inside and does not export. */
interface SqsStore {
  host: string;
  region: string;
  persistence: Persistence;
  allQueues(): Iterable<{ persistence: Persistence }>;
}
interface Persistence {
  db: DatabaseSync;
  loadSqsAndSns(queues: SqsStore, topics: object): void;
  /** Of a message whose visibility timeout was set to 0. */
  updateMessageReady(messageId: string): void;
  close(): void;
}

/**
 * SQS by fauxqs, kept in SQLite below `dir`.
 * fauxqs's own start listens on every network interface, so its parts are put together here instead, and nothing
 * listens: requests come from the gateway in process.
 * @param endpoint what queue URLs begin with from now on
 * @param consumed queues whose only consumers are functions of this process
 */
export async function openQueues(options: {
  dir: string;
  region: string;
  endpoint: string;
  consumed: string[];
}): Promise<LocalQueues> {
  const { dir, region, endpoint, consumed } = options;
  mendAfterStop(dir, endpoint, consumed);
  const part = (path: string) => import(new URL(path, import.meta.resolve('fauxqs')).href);
  const [{ SqsStore }, { SnsStore }, { S3Store }, { PersistenceManager }] = await Promise.all([
    part('./sqs/sqsStore.js'),
    part('./sns/snsStore.js'),
    part('./s3/s3Store.js'),
    part('./persistence.js'),
  ]);
  const persistence: Persistence = new PersistenceManager(dir);
  // fauxqs's own also sets the receive count to NULL, which its schema refuses; the message then was lost.
  const ready = persistence.db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  persistence.updateMessageReady = (messageId) => void ready.run(messageId);
  const sqsStore: SqsStore = new SqsStore();
  const snsStore: object = new SnsStore();
  // Queue URLs are to begin with the host that the client asked, not with a name of fauxqs's own.
  sqsStore.host = '';
  sqsStore.region = region;
  persistence.loadSqsAndSns(sqsStore, snsStore);
  sqsStore.persistence = persistence;
  for (const queue of sqsStore.allQueues()) queue.persistence = persistence;

  const stores = { sqsStore, snsStore, s3Store: new S3Store() };
  const app = buildApp({ logger: false, defaultRegion: region, stores: stores as never });
  await app.ready();
  return {
    handle: (request, response) => app.routing(request, response),
    close: async () => {
      await app.close();
      persistence.close();
    },
  };
}

/**
 * Messages that were in flight to a function of ours when everything stopped are nobody's now: they are to be
 * received at once, and not when their visibility timeout ends. A stop is no failure of theirs, so it does not count
 * as a receive; else five stops would make a dead letter. And the port may be another one today.
 */
function mendAfterStop(dir: string, endpoint: string, consumed: string[]) {
  const file = join(dir, 'fauxqs.db');
  if (!existsSync(file)) return;
  const db = new DatabaseSync(file);
  try {
    const known = db.prepare("SELECT name FROM sqlite_master WHERE name = 'sqs_messages'").get();
    if (!known) return;
    for (const queue of consumed)
      db.prepare(
        'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL, delay_until = NULL, ' +
          'approximate_receive_count = max(0, approximate_receive_count - 1) WHERE queue_name = ?',
      ).run(queue);
    db.prepare("UPDATE sqs_queues SET url = ? || substr(url, instr(substr(url, 9), '/') + 8)").run(endpoint);
  } finally {
    db.close();
  }
}
