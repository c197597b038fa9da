import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { endAfterRequest } from '../endAfterRequest.ts';
import { answer } from './answer.ts';
import { openBodies } from './bodies.ts';
import type { Secrets } from './checkFormSignature.ts';
import { type Db, openDb } from './db.ts';
import { openDispatcher } from './dispatcher.ts';
import type { BusEvent } from './events.ts';
import { EVENT_BUS } from './notification.ts';

export interface S3Options {
  /** Everything lies below it: s3.db and the bodies; created if absent. One process at a time. */
  dir: string;
  region: string;
  /** By whose keys forms may be signed; `local` with the secret `local` unless given. */
  secrets?: Secrets;
  /** Sends one message to the queue with this ARN; a rejection means: try again later, the event stays. */
  deliver(queueArn: string, body: string): Promise<void>;
  /** Gives one event to the event bus, for buckets that are to send theirs there; rejections as with `deliver`. */
  publish?(event: BusEvent): Promise<void>;
  /** How long a client waits for the end of a copy or of an upload in parts without hearing of it; 5 s unless given. */
  patienceMs?: number;
  /** Told once of a queue that has refused events again and again. */
  onError?(error: Error): void;
}

export interface LocalS3 {
  /** Never throws, never leaves a response open. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Resolves when no event is waiting for delivery, or S3 is closed. */
  settled(): Promise<void>;
  /** Writes s3.db as it is now to a new file, before it returns. */
  copyDatabase(to: string): void;
  /** Until the function that it returns is called, no body is removed: all that a copy names stays. */
  holdBodies(): () => void;
  /** Lets requests and deliveries under way finish for a few seconds, breaks off the others, closes the files. */
  close(): Promise<void>;
}

const GRACE_MS = 5_000;

/** Throws where `dir` is in use by another process, cannot be written, or was made by a later version. */
export async function openS3({
  dir,
  region,
  secrets = new Map([['local', 'local']]),
  deliver,
  publish,
  patienceMs = 5_000,
  onError,
}: S3Options): Promise<LocalS3> {
  await mkdir(dir, { recursive: true });
  const db = openDb(join(dir, 's3.db'));
  const bodies = await openBodies(dir, namedBodies(db)).catch((error: unknown) => {
    db.close();
    throw error;
  });
  const send = async (to: string, message: string) => {
    if (to !== EVENT_BUS) return deliver(to, message);
    if (publish === undefined)
      throw new Error('A bucket sends its events to an event bus, and there is none.');
    await publish(JSON.parse(message) as BusEvent);
  };
  const dispatcher = openDispatcher(db, send, onError);
  dispatcher.wake(); // what an earlier run left
  const s3 = { region, db, bodies, dispatcher, secrets, hasEventBus: publish !== undefined, patienceMs };

  const underWay = new Map<ServerResponse, Promise<void>>();
  let closing: Promise<void> | undefined;

  async function shut(): Promise<void> {
    const late = setTimeout(() => {
      for (const response of underWay.keys()) response.destroy();
    }, GRACE_MS);
    await Promise.all(underWay.values());
    clearTimeout(late);
    await dispatcher.stop(GRACE_MS);
    await bodies.removed();
    db.close();
  }

  return {
    handle(request, response) {
      if (closing !== undefined) {
        endAfterRequest(request, response.writeHead(503, { connection: 'close' }));
        return;
      }
      const done = answer(s3, request, response).finally(() => underWay.delete(response));
      underWay.set(response, done);
    },
    settled: dispatcher.settled,
    copyDatabase: (to) => void db.run('VACUUM INTO ?', to),
    holdBodies: bodies.hold,
    close() {
      closing ??= shut();
      return closing;
    },
  };
}

function namedBodies(db: Db): Set<string> {
  const names = new Set<string>();
  for (const { body } of db.each<{ body: string }>(
    'SELECT body FROM objects UNION ALL SELECT body FROM parts',
  )) {
    names.add(body);
  }
  return names;
}
