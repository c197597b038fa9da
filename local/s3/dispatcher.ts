import type { Db } from './db.ts';

export interface Dispatcher {
  /** Events were committed. */
  wake(): void;
  /** Resolves when no event is waiting. */
  settled(): Promise<void>;
  /** Starts no more deliveries and waits for those under way, at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** The events of one key for one queue: the first is delivered before the second is tried. */
interface Lane {
  ids: number[];
}

interface EventRow {
  id: number;
  bucket: string;
  key: Uint8Array;
  queue: string;
}

const AT_ONCE = 8;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 10_000;
/** So many failures in a row are told. */
const TELL_AFTER = 20;

/**
 * Delivers the events table: a row goes only after `deliver` resolved, so an event arrives at least once, whatever is
 * killed when. Lanes hold ids alone; the message is read when its turn comes.
 */
export function openDispatcher(
  db: Db,
  deliver: (queue: string, body: string) => Promise<void>,
  onError: (error: Error) => void = () => {},
): Dispatcher {
  const lanes = new Map<string, Lane>();
  /** Deliveries that failed in a row, by queue: where one fails, others will. */
  const failures = new Map<string, number>();
  const ready: string[] = []; // lanes that neither deliver nor pause
  const pauses = new Set<NodeJS.Timeout>();
  const underWay = new Set<Promise<void>>();
  const waiters: (() => void)[] = [];
  let seen = 0;
  let stopped = false;
  let abandoned = false;

  function wake(): void {
    const rows = db.each<EventRow>(
      'SELECT id, bucket, key, queue FROM events WHERE id > ? ORDER BY id',
      seen,
    );
    for (const row of rows) {
      seen = row.id;
      const name = JSON.stringify([row.bucket, Buffer.from(row.key).toString(), row.queue]);
      const lane = lanes.get(name);
      if (lane !== undefined) lane.ids.push(row.id);
      else {
        lanes.set(name, { ids: [row.id] });
        ready.push(name);
      }
    }
    work();
  }

  function work(): void {
    while (!stopped && underWay.size < AT_ONCE && ready.length > 0) {
      const name = ready.shift()!;
      const turn = deliverFirst(name).then(() => {
        underWay.delete(turn);
        work();
      });
      underWay.add(turn);
    }
    if (lanes.size === 0) for (const resolve of waiters.splice(0)) resolve();
  }

  /** Never rejects. */
  async function deliverFirst(name: string): Promise<void> {
    const lane = lanes.get(name)!;
    let to = '';
    try {
      const id = lane.ids[0]!;
      const { queue, message } = db.get<{ queue: string; message: string }>(
        'SELECT queue, message FROM events WHERE id = ?',
        id,
      )!;
      to = queue;
      await deliver(queue, message);
      failures.delete(queue);
      if (abandoned) return;
      db.run('DELETE FROM events WHERE id = ?', id);
      lane.ids.shift();
      if (lane.ids.length > 0) ready.push(name);
      else lanes.delete(name);
    } catch (error) {
      // The queue may be down, or the disk full: the row stays and its turn comes again.
      pause(name, to, error);
    }
  }

  function pause(name: string, queue: string, error: unknown): void {
    const count = (failures.get(queue) ?? 0) + 1;
    failures.set(queue, count);
    if (count === TELL_AFTER)
      onError(
        new Error(`The events of the bucket for ${queue} cannot be delivered and wait.`, { cause: error }),
      );
    const ms = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(count - 1, 20), LONGEST_PAUSE_MS);
    const timer = setTimeout(() => {
      pauses.delete(timer);
      ready.push(name);
      work();
    }, ms);
    timer.unref();
    pauses.add(timer);
  }

  return {
    wake,
    settled: () => new Promise((resolve) => (lanes.size === 0 ? resolve() : waiters.push(resolve))),
    async stop(graceMs) {
      stopped = true;
      for (const timer of pauses) clearTimeout(timer);
      let timer: NodeJS.Timeout | undefined;
      const grace = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      await Promise.race([Promise.all(underWay), grace]);
      clearTimeout(timer);
      abandoned = true; // the db may be closed now
      for (const resolve of waiters.splice(0)) resolve();
    },
  };
}
