import type http from 'node:http';
import { openCommitter } from '../openCommitter.ts';
import { arns } from './arns.ts';
import { type Context, handleRequest } from './handleRequest.ts';
import { openCatalog } from './openCatalog.ts';
import { openDatabase } from './openDatabase.ts';
import { type Drop, openDispatcher } from './openDispatcher.ts';
import { publishEvent, type ServiceEvent } from './publishEvent.ts';
import type { Entry } from './readEntry.ts';

export interface EventBusOptions {
  /** Holds events.db; made where it is missing. */
  dir: string;
  region: string;
  /**
   * Sends one message to the queue with this ARN; a dead letter has attributes. A rejection means: try again later.
   */
  deliver(queueArn: string, body: string, attributes?: Record<string, string>): Promise<void>;
  /** Told of each event that was given up without a dead-letter queue to take it. */
  onDropped?(drop: Drop): void;
  /** Milliseconds since 1970; `Date.now` unless a test wants another day. */
  now?(): number;
}

/** An event as it was put. */
export type Heard = Pick<Entry, 'bus' | 'source' | 'detailType' | 'detailText'>;

export interface LocalEventBus {
  /** Answers one request: AWS JSON 1.1, X-Amz-Target: AWSEvents.<Operation>. */
  handle(request: http.IncomingMessage, response: http.ServerResponse): void;
  /**
   * Takes the event of a service of this machine onto the default bus; it is kept when this resolves. A rejection
   * means: nothing was taken, and the service has to offer it again.
   */
  publish(event: ServiceEvent): Promise<void>;
  /** Tells of each event that a client puts, from now on, once its deliveries are kept. */
  listen(listener: (event: Heard) => void): void;
  /** Resolves when no delivery is waiting; rejects when the bus is closed before that. */
  settled(): Promise<void>;
  /** Writes events.db as it is now to a new file, before it returns. */
  copyDatabase(to: string): void;
  /** Waits for the deliveries under way; the others wait in the database for the next start. */
  close(): Promise<void>;
}

/** An EventBridge whose rules, targets and undelivered events outlive the process, and whose targets are queues. */
export async function openEventBus(options: EventBusOptions): Promise<LocalEventBus> {
  const { dir, region, deliver, onDropped, now = Date.now } = options;
  const db = openDatabase(dir);
  const committer = openCommitter(db);
  const catalog = openCatalog(db, committer, now);
  const dispatcher = openDispatcher({ db, deliver, now, ...(onDropped ? { onDropped } : {}) });
  const listeners: ((event: Heard) => void)[] = [];
  const context: Context = {
    ...{ committer, catalog, dispatcher, arns: arns(region), region, now },
    heard: (entry) => {
      for (const listener of listeners) listener(entry);
    },
  };
  let closing: Promise<void> | undefined;
  return {
    handle: (request, response) => void handleRequest(request, response, context),
    publish: (event) => publishEvent(event, context),
    listen: (listener) => void listeners.push(listener),
    settled: () => dispatcher.settled(),
    copyDatabase: (to) => void db.prepare('VACUUM INTO ?').run(to),
    close: () => {
      closing ??= dispatcher
        .close()
        .then(() => committer.close())
        .then(() => db.close());
      return closing;
    },
  };
}
