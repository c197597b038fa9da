import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type CopyDatabase, type Snapshot, takeSnapshot } from '../../data/takeSnapshot.ts';
import { writeArchive } from '../../data/writeArchive.ts';
import type { LocalEventBus } from '../events/openEventBus.ts';
import type { Handler } from '../gateway/openGateway.ts';
import type { LocalQueues } from '../queues/openQueues.ts';
import type { LocalS3 } from '../s3/openS3.ts';
import type { LocalTables } from '../tables/openTables.ts';
import { refusal } from './refusal.ts';

interface Parts {
  folder: string;
  queues: LocalQueues;
  tables: LocalTables;
  events: LocalEventBus;
  bucket: LocalS3;
}

interface Backup {
  handle: Handler;
  /** From now on it is there. */
  serve(parts: Parts): void;
  /** Breaks off what is under way, and resolves when nothing of it is left. */
  stop(): Promise<void>;
}

/** A reader that takes nothing for so long is gone, and all that was deleted meanwhile still waits to be removed. */
const PATIENCE_MS = 120_000;

/**
 * `POST /v1/backup`: all that is kept, as it is at one moment, as a tar file. Requests are held up while the
 * databases are copied, about 0.2 s for 100,000 objects; the bodies follow while everything goes on.
 */
export function openBackup({ onError }: { onError(error: Error): void }): Backup {
  let parts: Parts | undefined;
  let underWay: Promise<void> | undefined;
  const stopping = new AbortController();

  const send = async (from: Parts, response: ServerResponse) => {
    const { signal } = stopping;
    const release = from.bucket.holdBodies();
    let snapshot: Snapshot | undefined;
    try {
      snapshot = await from.tables.quietly(() => takeSnapshot(from.folder, copyDatabaseOf(from)));
      response.writeHead(200, {
        'content-type': 'application/x-tar',
        'x-face-inbox-objects': snapshot.objects,
        'x-face-inbox-bytes': snapshot.bytes,
      });
      response.setTimeout(PATIENCE_MS, () => response.destroy());
      await pipeline(writeArchive(snapshot), response, { signal, end: false });
    } finally {
      release();
      await snapshot?.remove();
    }
  };

  return {
    serve: (opened) => {
      parts = opened;
    },
    handle(request: IncomingMessage, response: ServerResponse) {
      const refused = refusal(request, { isReady: parts !== undefined, isUnderWay: underWay !== undefined });
      if (refused !== undefined) return tell(response, refused.status, refused.message);
      // The end is told when nothing is left of it: whoever has it may ask for the next.
      underWay = send(parts!, response)
        .then(() => void response.end())
        .catch((error: NodeJS.ErrnoException) => {
          // Whoever hung up knows of it.
          const isTold = stopping.signal.aborted || error.code === 'ERR_STREAM_PREMATURE_CLOSE';
          if (!isTold) onError(new Error('A backup broke off.', { cause: error }));
          if (response.headersSent) response.destroy();
          else tell(response, 500, error.message);
        })
        .then(() => {
          underWay = undefined;
        });
    },
    async stop() {
      parts = undefined;
      stopping.abort();
      await underWay;
    },
  };
}

function tell(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${message}\n`);
}

function copyDatabaseOf({ queues, events, bucket }: Parts): CopyDatabase {
  const copies = { 'queues/fauxqs.db': queues, 'events/events.db': events, 'bucket/s3.db': bucket };
  return (path, to) => copies[path].copyDatabase(to);
}
