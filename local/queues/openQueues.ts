import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { QueueCalls } from '../lambda/QueueCalls.ts';
import { dropExpired } from './dropExpired.ts';
import { loadFauxqs } from './fauxqs.ts';
import { openHandler } from './handleRequest.ts';
import { openCalls } from './openCalls.ts';
import { openSender } from './openSender.ts';
import { operations } from './operations.ts';

export interface LocalQueues {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /**
   * Sends a message for a service of this machine, which is spared the way over the wire; it is on the disk when this
   * resolves. Of the queue's ARN the name alone counts, as all regions are one.
   * @throws UndeliverableError where the queue does not exist or refuses the message
   */
  send(queueArn: string, body: string, attributes?: Record<string, string>): Promise<void>;
  /** Of what feeds functions of this machine. */
  calls: QueueCalls;
  /** Writes fauxqs.db as it is now to a new file, before it returns. */
  copyDatabase(to: string): void;
  close(): Promise<void>;
}

/** How often messages are looked at that are older than their queue keeps them. */
const SWEEP_MS = 60_000;

/**
 * SQS by fauxqs, kept in SQLite below `dir`. Its store and its actions are used without its server: the protocol,
 * long polls, and what it lacks or does wrongly are ours, in front of it.
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
  const fauxqs = await loadFauxqs(dir, region);
  const closing = new AbortController();
  const known = operations(fauxqs);
  const handle = openHandler(fauxqs, known, closing.signal);
  dropExpired(fauxqs.store);
  const sweep = setInterval(() => dropExpired(fauxqs.store), SWEEP_MS).unref();
  return {
    handle: (request, response) => void handle(request, response),
    send: openSender(fauxqs, known),
    calls: openCalls(fauxqs, known, closing.signal),
    copyDatabase: (to) => void fauxqs.persistence.db.prepare('VACUUM INTO ?').run(to),
    close: async () => {
      clearInterval(sweep);
      closing.abort();
      await fauxqs.committer.close();
      fauxqs.store.shutdown();
      fauxqs.persistence.close();
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
