/** What clients asked for, and whether the events that were delivered and the objects that are there fit it. */

/** One change of one key that a client asked for. */
export interface Change {
  key: string;
  /** Of the object that it puts there, and no other change of this key; undefined for a delete. */
  etag: string | undefined;
  size: number;
  /** Milliseconds of one clock: when it was sent, and when it was answered or the server was dead. */
  start: number;
  end: number;
  acknowledged: boolean;
}

interface Told {
  etag: string | undefined;
  size: number | undefined;
  sequencer: string;
}

export interface History {
  /** To be told of before the request is sent. `acknowledged` is for when its answer is there. */
  began(key: string, etag: string | undefined, size: number): Change;
  acknowledged(change: Change): void;
  /** The server is dead: what is not acknowledged happened by now or never. */
  died(): void;
  /** One event as it was delivered. Throws where it comes out of order or speaks of what nobody asked for. */
  delivered(event: {
    s3: { object: { key: string; eTag?: string; size?: number; sequencer: string } };
  }): void;
  /** Throws unless each object there is what the events say, and the events are what was asked for. */
  check(present: ReadonlyMap<string, string>): void;
  readonly changes: number;
}

/** `single` keys have one client each, which waits for each answer: their events are known one by one. */
export function openHistory(single: (key: string) => boolean): History {
  const asked = new Map<string, Change[]>();
  const told = new Map<string, Told[]>();
  const open = new Set<Change>();
  let changes = 0;

  return {
    began(key, etag, size) {
      const change = {
        key,
        etag,
        size,
        start: performance.now(),
        end: Number.POSITIVE_INFINITY,
        acknowledged: false,
      };
      asked.set(key, [...(asked.get(key) ?? []), change]);
      open.add(change);
      return change;
    },
    acknowledged(change) {
      change.end = performance.now();
      change.acknowledged = true;
      open.delete(change);
      changes++;
    },
    died() {
      for (const change of open) change.end = performance.now();
      open.clear();
    },
    delivered({ s3: { object } }) {
      const { key, eTag: etag, size, sequencer } = object;
      const before = told.get(key) ?? [];
      const last = before.at(-1);
      if (last !== undefined && sequencer < last.sequencer)
        fail(key, `${sequencer} came after ${last.sequencer}`);
      if (last?.sequencer === sequencer) {
        if (last.etag !== etag) fail(key, `${sequencer} told ${etag} and ${last.etag}`);
        return; // delivered again
      }
      told.set(key, [...before, { etag, size, sequencer }]);
    },
    check(present) {
      for (const key of new Set([...asked.keys(), ...told.keys(), ...present.keys()])) {
        const own = asked.get(key) ?? [];
        const events = told.get(key) ?? [];
        const now = present.get(key);
        if (events.at(-1)?.etag !== now) {
          fail(key, `is ${now}, the last event said ${events.at(-1)?.etag}`);
        }
        if (single(key)) checkOneByOne(key, own, events);
        else checkTogether(key, own, events);
      }
    },
    get changes() {
      return changes;
    },
  };
}

/** Each acknowledged change has its event, in turn; one that was not may have it; a delete of nothing has none. */
function checkOneByOne(key: string, changes: Change[], events: Told[]): void {
  let at = 0;
  let now: string | undefined;
  for (const { etag, size, acknowledged } of changes) {
    if (etag === undefined && now === undefined) continue;
    const event = events[at];
    if (event !== undefined && event.etag === etag) {
      if (etag !== undefined && event.size !== size)
        fail(key, `${etag} has ${size} bytes, told ${event.size}`);
      at++;
      now = etag;
    } else if (acknowledged) {
      fail(key, `${etag ?? 'a delete'} was acknowledged; event ${at} is ${event?.etag ?? 'another'}`);
    }
  }
  if (at < events.length) fail(key, `event ${at}, ${events[at]!.etag ?? 'a delete'}, was asked by nobody`);
}

/** Several clients at once: the sequencers must be an order in which it can have happened. */
function checkTogether(key: string, changes: Change[], events: Told[]): void {
  const byEtag = new Map(changes.map((change) => [change.etag, change]));
  const seen = new Set(events.map(({ etag }) => etag));
  for (const { etag, acknowledged } of changes) {
    if (etag !== undefined && acknowledged && !seen.has(etag))
      fail(key, `${etag} was acknowledged, never told`);
  }
  let latest = Number.NEGATIVE_INFINITY;
  let before: string | undefined;
  for (const { etag, size, sequencer } of events) {
    const change = byEtag.get(etag);
    if (change === undefined) fail(key, `the event ${etag ?? 'of a delete'} was asked by nobody`);
    if (etag === undefined && before === undefined) fail(key, `${sequencer} tells of a delete of nothing`);
    before = etag;
    if (etag === undefined) continue; // which of the deletes it was is not known
    if (change.size !== size) fail(key, `${etag} has ${change.size} bytes, told ${size}`);
    if (change.end < latest) fail(key, `${etag} was over before one began that its sequencer puts first`);
    latest = Math.max(latest, change.start);
  }
  const deletes = changes.filter(({ etag }) => etag === undefined).length;
  const toldDeletes = events.filter(({ etag }) => etag === undefined).length;
  if (toldDeletes > deletes) fail(key, `${toldDeletes} deletes were told, ${deletes} asked for`);
}

function fail(key: string, why: string): never {
  throw new Error(`${key}: ${why}`);
}
