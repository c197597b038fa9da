import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as breathe } from 'node:timers/promises';
import { UndeliverableError } from '../UndeliverableError.ts';

export interface Delivery {
  /** Deliveries of one lane are sent one after another, in the order in which they were accepted. */
  lane: string;
  queueArn: string;
  body: string;
  deadLetterArn: string | null;
  /** What goes to the dead-letter queue, where that is not `body`. */
  deadLetterBody: string | null;
  maxAgeMs: number;
  maxRetries: number;
}

/** An event that was given up without a dead-letter queue, or that even that queue did not take. */
export interface Drop {
  queueArn: string;
  body: string;
  attempts: number;
  error: unknown;
}

export interface DispatcherOptions {
  db: DatabaseSync;
  deliver(queueArn: string, body: string, attributes?: Record<string, string>): Promise<void>;
  now(): number;
  onDropped?(drop: Drop): void;
}

export interface Dispatcher {
  /** Writes the rows; to be called within a transaction, and `wake` once that is committed. */
  insert(deliveries: Delivery[]): void;
  wake(deliveries: Delivery[]): void;
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** User guide, "How EventBridge retries delivering events": 24 hours and 185 retries unless the target says less. */
export const MAX_AGE_MS = 24 * 3600 * 1000;
export const MAX_RETRIES = 185;

const FIRST_WAIT_MS = 100;
/** 185 retries with waits of up to ten minutes take a little more than the 24 hours. */
const LONGEST_WAIT_MS = 10 * 60 * 1000;
/** Before a lane is looked at again whose row could not be read or written (a full disk). */
const AFTER_DATABASE_FAULT_MS = 1000;

interface Row extends Delivery {
  seq: number;
  /** Message attributes, as JSON. */
  attributes: string | null;
  acceptedAt: number;
  attempts: number;
  dueAt: number;
  delivered?: boolean;
}

/**
 * Sends what is waiting. A lane is one target: each has its own worker and its own timer, so that a target that
 * fails holds up nobody else. A row is removed after `deliver` has resolved: at least once, never less.
 */
export function openDispatcher({ db, deliver, now, onDropped }: DispatcherOptions): Dispatcher {
  const insertRow = db.prepare(
    `INSERT INTO deliveries (lane, queue_arn, body, dead_letter_arn, dead_letter_body, accepted_at, max_age_ms,
       max_retries) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const selectOldest = db.prepare(
    `SELECT seq, lane, queue_arn AS queueArn, body, dead_letter_arn AS deadLetterArn,
       dead_letter_body AS deadLetterBody, attributes, accepted_at AS acceptedAt, max_age_ms AS maxAgeMs,
       max_retries AS maxRetries, attempts, due_at AS dueAt
     FROM deliveries WHERE lane = ? ORDER BY seq LIMIT 1`,
  );
  const deleteRow = db.prepare('DELETE FROM deliveries WHERE seq = ?');
  const postponeRow = db.prepare('UPDATE deliveries SET attempts = ?, due_at = ? WHERE seq = ?');
  const buryRow = db.prepare(
    `UPDATE deliveries SET lane = ?, queue_arn = dead_letter_arn, body = coalesce(dead_letter_body, body),
       dead_letter_arn = NULL, dead_letter_body = NULL, attributes = ?, attempts = 0, due_at = 0, accepted_at = ?,
       max_age_ms = ${MAX_AGE_MS}, max_retries = ${MAX_RETRIES} WHERE seq = ?`,
  );
  const selectAny = db.prepare('SELECT 1 FROM deliveries LIMIT 1');

  const running = new Map<string, Promise<void>>();
  const timers = new Map<string, NodeJS.Timeout>();
  const waiting: { resolve(): void; reject(error: Error): void }[] = [];
  let closed = false;

  function start(lane: string): void {
    if (closed || running.has(lane) || timers.has(lane)) return;
    // `running` is set before the worker's first step, which may end at once and clear it.
    const worker = Promise.resolve()
      .then(() => drain(lane))
      .then((waitMs) => rest(lane, waitMs))
      .catch(() => wait(lane, AFTER_DATABASE_FAULT_MS));
    running.set(lane, worker);
  }

  /** Ends with the time to wait before the lane is looked at again, or undefined for a lane that is empty. */
  async function drain(lane: string): Promise<number | undefined> {
    while (!closed) {
      const row = selectOldest.get(lane) as Row | undefined;
      if (row === undefined) return undefined;
      if (row.dueAt > now()) return row.dueAt - now();
      try {
        await deliver(row.queueArn, row.body, row.attributes === null ? {} : JSON.parse(row.attributes));
        row.delivered = true;
      } catch (error) {
        fail(row, error);
      }
      if (row.delivered) deleteRow.run(row.seq);
      // A long backlog and a `deliver` without input or output of its own would else hold up the whole process.
      await breathe();
    }
    return undefined;
  }

  function rest(lane: string, waitMs: number | undefined): void {
    if (closed) return;
    if (waitMs !== undefined) {
      wait(lane, Math.min(waitMs, LONGEST_WAIT_MS));
    } else if (selectOldest.get(lane) !== undefined) {
      wait(lane, 0); // accepted between the worker's last look and here
    } else {
      running.delete(lane);
      settle();
    }
  }

  /** The timer keeps no process alive: what waits is in the database. */
  function wait(lane: string, ms: number): void {
    running.delete(lane);
    if (closed) return;
    const again = () => {
      timers.delete(lane);
      start(lane);
    };
    timers.set(lane, setTimeout(again, ms).unref());
  }

  function fail(row: Row, error: unknown): void {
    const attempts = row.attempts + 1;
    const expiresAt = row.acceptedAt + row.maxAgeMs;
    // As EventBridge does, what a target will never take is not tried again.
    const hopeless = error instanceof UndeliverableError;
    if (!hopeless && attempts <= row.maxRetries && now() < expiresAt) {
      postponeRow.run(attempts, Math.min(now() + backoff(attempts), expiresAt), row.seq);
    } else if (row.deadLetterArn !== null) {
      // A lane of its own: the target's next event need not wait for the dead-letter queue.
      const lane = `dead letters of ${row.lane}`;
      const tooOld = attempts <= row.maxRetries;
      const why = hopeless ? undefined : tooOld ? 'MaximumEventAgeInSeconds' : 'MaximumRetryAttempts';
      buryRow.run(lane, JSON.stringify(deathCertificate(row, attempts, error, why)), now(), row.seq);
      start(lane);
    } else {
      deleteRow.run(row.seq);
      onDropped?.({ queueArn: row.queueArn, body: row.body, attempts, error });
    }
  }

  function settle(): void {
    if (waiting.length === 0 || selectAny.get() !== undefined) return;
    for (const { resolve } of waiting.splice(0)) resolve();
  }

  // Rows of an earlier run: whatever kept them may be over, so they are due now, with the attempts they have had.
  db.exec('UPDATE deliveries SET due_at = 0 WHERE due_at > 0');
  for (const { lane } of db.prepare('SELECT DISTINCT lane FROM deliveries').all()) start(String(lane));

  return {
    insert(deliveries) {
      for (const d of deliveries) {
        const { lane, queueArn, body, deadLetterArn, deadLetterBody, maxAgeMs, maxRetries } = d;
        insertRow.run(lane, queueArn, body, deadLetterArn, deadLetterBody, now(), maxAgeMs, maxRetries);
      }
    },
    wake(deliveries) {
      for (const { lane } of deliveries) start(lane);
    },
    settled() {
      if (closed) return Promise.reject(closedError());
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        settle();
      });
    },
    async close() {
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      await Promise.all(running.values());
      for (const { reject } of waiting.splice(0)) reject(closedError());
    },
  };
}

/**
 * What a dead letter's message attributes tell (user guide, "Using dead-letter queues to process undelivered events").
 * @param why the limit of the retry policy that was reached; undefined where there was no point in a retry
 */
function deathCertificate({ lane, queueArn }: Row, attempts: number, error: unknown, why?: string) {
  const message = error instanceof Error ? error.message : String(error);
  return {
    RULE_ARN: lane.split(' ')[0] ?? '',
    TARGET_ARN: queueArn,
    ERROR_CODE: 'SDK_CLIENT_ERROR',
    ERROR_MESSAGE: message.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/g, ' ').slice(0, 1000) || 'unknown',
    RETRY_ATTEMPTS: String(attempts - 1),
    ...(why && { EXHAUSTED_RETRY_CONDITION: why }),
  };
}

/** Exponential with jitter, as the user guide says of EventBridge: three quarters to the whole of the wait. */
function backoff(attempts: number): number {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (attempts - 1), LONGEST_WAIT_MS);
  return Math.round(wait * (0.75 + Math.random() / 4));
}

function closedError(): Error {
  return new Error(
    'The event bus was closed while deliveries were waiting; they are sent when it opens again.',
  );
}
