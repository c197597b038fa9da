import { setTimeout } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import type { Store } from '../openStore.ts';
import { type Examined, examine, type Kind, type Suspect } from './examine.ts';
import type { ImagesQueue } from './imagesQueue.ts';
import { searchAll } from './suspects.ts';

/** Everything that has to agree. */
export interface Inbox {
  store: Store;
  s3: S3Client;
  queue: ImagesQueue;
  /** Whether the object's time is over, and it will be deleted; none's is where it is not given. */
  isDue?(key: string, modified: Date): boolean;
}

export interface AuditOptions {
  /** Between two looks at a key: longer than S3 takes to tell of a change. */
  waitMs: number;
  /** For the queue to become empty; what is not settled then is in flight. */
  patienceMs: number;
  signal: AbortSignal;
  onKeys?(count: number): void;
}

/** A key that is not in order, or of which that cannot be told yet since messages are in the queue. */
export interface Finding extends Examined {
  inFlight: boolean;
}

/** Suspects that are waited for together. They are what is held in memory, beside 8 bytes a key of the bucket. */
const TOGETHER = 500;
const AT_ONCE = 8;

/**
 * Compares the bucket with the tables, and these with each other. A key counts as wrong only where two looks, with a
 * pause between them and an empty queue, find the same: what changes meanwhile is on its way.
 */
export async function* audit(inbox: Inbox, options: AuditOptions): AsyncGenerator<Finding> {
  for (const { kinds, suspects } of searchAll(inbox.store, inbox.s3, options.onKeys ?? (() => {})))
    for await (const some of inChunks(suspects, TOGETHER)) yield* confirm(inbox, some, kinds, options);
}

async function* confirm(
  inbox: Inbox,
  suspects: Suspect[],
  kinds: Kind[],
  { waitMs, patienceMs, signal }: AuditOptions,
): AsyncGenerator<Finding> {
  const isDue = inbox.isDue ?? (() => false);
  const look = async (some: Suspect[]): Promise<Examined[]> => {
    const one = async (suspect: Suspect) => {
      const examined = await examine(inbox.store, inbox.s3, suspect, isDue);
      return { ...examined, kinds: examined.kinds.filter((kind) => kinds.includes(kind)) };
    };
    const all = await pMap(some, one, { concurrency: AT_ONCE, signal });
    return all.filter((examined) => examined.kinds.length > 0);
  };
  const until = performance.now() + patienceMs;
  for (let open = await look(suspects); open.length > 0; ) {
    await setTimeout(waitMs, undefined, { signal });
    const busy = await inbox.queue.isBusy();
    const before = new Map(open.map((examined) => [examined.key, state(examined)]));
    const now = await look(open);
    const confirmed = busy ? [] : now.filter((examined) => before.get(examined.key) === state(examined));
    for (const examined of confirmed) yield { ...examined, inFlight: false };
    open = now.filter((examined) => !confirmed.includes(examined));
    if (performance.now() < until) continue;
    for (const examined of open) yield { ...examined, inFlight: true };
    return;
  }
}

/** Equal as long as nothing happens to the key. */
function state({ object, item, sightings, people, unknown, untold, plans, files, kinds }: Examined): string {
  return JSON.stringify([
    object,
    item?.sequencer,
    item?.pending?.id,
    sightings,
    people,
    unknown,
    untold,
    plans,
    files,
    kinds,
  ]);
}

async function* inChunks<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
