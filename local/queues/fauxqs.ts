import type { DatabaseSync } from 'node:sqlite';
import { type Committer, openCommitter } from '../openCommitter.ts';

/** A JSON object as it came from the client: nothing in it has been checked. */
export type Input = Record<string, unknown>;

/** What fauxqs 2.4.1 uses inside and does not export. */
export interface Message {
  messageId: string;
  body: string;
  messageAttributes: Record<string, unknown>;
  /** Milliseconds since 1970. */
  sentTimestamp: number;
  approximateReceiveCount: number;
  messageGroupId?: string;
  /** Ours: the receipt of its newest receive, which may delete it as long as nobody else has received it. */
  lastReceipt?: string;
}

export interface Queue {
  name: string;
  url: string;
  arn: string;
  attributes: Record<string, string>;
  messages: Message[];
  delayedMessages: Message[];
  inflightMessages: Map<string, { message: Message; visibilityDeadline: number }>;
  /** Long polls; each takes itself out when its time is over. */
  pollWaiters: { resolve(): void; timer: NodeJS.Timeout }[];
  persistence: Persistence;
  isFifo(): boolean;
  enqueue(message: Message): void;
  /** Brings back messages whose visibility timeout or delay is over. */
  processTimers(): void;
  changeVisibility(receiptHandle: string, seconds: number): void;
  /** Resolves when there may be a message, and after the time. */
  waitForMessages(seconds: number): Promise<void>;
}

export interface QueueStore {
  host: string;
  region: string;
  persistence: Persistence;
  allQueues(): Iterable<Queue>;
  getQueue(url: string): Queue | undefined;
  getQueueByArn(arn: string): Queue | undefined;
  shutdown(): void;
}

interface Persistence {
  db: DatabaseSync;
  loadSqsAndSns(queues: QueueStore, topics: object): void;
  insertQueue(queue: Queue): void;
  deleteMessage(messageId: string): void;
  /** Of a message whose visibility timeout was set to 0. */
  updateMessageReady(messageId: string): void;
  close(): void;
}

/** One of fauxqs's actions: an action of SQS, without its protocol. Throws an error with `code` and `statusCode`. */
type Action = (input: Input, store: QueueStore, request: { headers: { host: string } }) => unknown;

/** Those that fauxqs has, ours in front of them aside. */
const ACTIONS = [
  ...['CreateQueue', 'DeleteQueue', 'GetQueueUrl', 'GetQueueAttributes', 'SetQueueAttributes', 'PurgeQueue'],
  ...['SendMessage', 'SendMessageBatch', 'ReceiveMessage', 'DeleteMessage', 'DeleteMessageBatch'],
  ...['ChangeMessageVisibility', 'ChangeMessageVisibilityBatch', 'TagQueue', 'UntagQueue', 'ListQueueTags'],
] as const;
export type ActionName = (typeof ACTIONS)[number];

export interface Fauxqs {
  store: QueueStore;
  persistence: Persistence;
  /** Of its database. */
  committer: Committer;
  actions: Record<ActionName, Action>;
  createMessage(body: string, attributes: Record<string, unknown>): Message;
}

/**
 * The parts of fauxqs, put together without its server, which would listen on every network interface.
 * @param dir where it keeps its database
 */
export async function loadFauxqs(dir: string, region: string): Promise<Fauxqs> {
  const part = (path: string) => import(new URL(path, import.meta.resolve('fauxqs')).href);
  const [{ SqsStore }, { SnsStore }, { PersistenceManager }, types, ...loaded] = await Promise.all([
    part('./sqs/sqsStore.js'),
    part('./sns/snsStore.js'),
    part('./persistence.js'),
    part('./sqs/sqsTypes.js'),
    ...ACTIONS.map((name) => part(`./sqs/actions/${lowerFirst(name)}.js`)),
  ]);
  allowAllCharacters(types.INVALID_MESSAGE_BODY_CHAR);
  const persistence: Persistence = new PersistenceManager(dir);
  mendPersistence(persistence);
  const store: QueueStore = new SqsStore();
  // Queue URLs are to begin with the host that the client asked, not with a name of fauxqs's own.
  store.host = '';
  store.region = region;
  persistence.loadSqsAndSns(store, new SnsStore());
  store.persistence = persistence;
  for (const queue of store.allQueues()) queue.persistence = persistence;
  const actions = Object.fromEntries(ACTIONS.map((name, i) => [name, loaded[i][lowerFirst(name)]]));
  return {
    store,
    persistence,
    committer: openCommitter(persistence.db),
    actions: actions as Record<ActionName, Action>,
    createMessage: (body, attributes) => SqsStore.createMessage(body, attributes),
  };
}

/** fauxqs refuses characters beyond U+FFFF, which SQS takes (API reference, SendMessage: "#x10000 to #x10FFFF"). */
function allowAllCharacters(invalid: RegExp) {
  const really = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
  invalid.test = (text) => really.test(text);
}

function mendPersistence(persistence: Persistence) {
  const { db } = persistence;
  // fauxqs's own also sets the receive count to NULL, which its schema refuses; the message then was lost.
  const ready = db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  persistence.updateMessageReady = (messageId) => void ready.run(messageId);
  // fauxqs's own replaces the row when a queue is tagged, and with the row go all its messages.
  const insert = persistence.insertQueue.bind(persistence);
  const known = db.prepare('SELECT 1 FROM sqs_queues WHERE name = ?');
  const setTags = db.prepare('UPDATE sqs_queues SET tags = ? WHERE name = ?');
  persistence.insertQueue = (queue) => {
    const { tags } = queue as unknown as { tags: Map<string, string> };
    if (known.get(queue.name)) setTags.run(JSON.stringify(Object.fromEntries(tags)), queue.name);
    else insert(queue);
  };
}

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
