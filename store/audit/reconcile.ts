import { setTimeout } from 'node:timers/promises';
import { dropPlan } from '../chunks/plans.ts';
import { dropTracks } from '../results/tracksFile.ts';
import { settle } from '../settle.ts';
import type { Inbox } from './audit.ts';
import type { Examined } from './examine.ts';
import { mendMessages } from './mendMessages.ts';

/** What SQS takes at a time. */
const BATCH = 10;

/**
 * Sends what is missing through the queue; finishes outboxes itself, and removes what lies beside items and follows from none. Whatever is sent is a request to look again,
 * so it is right also where it comes late, twice, or among changes of the key.
 * @param rate messages a second
 * @yields each key as soon as it is seen to
 */
export async function* reconcile(
  { store, queue }: Inbox,
  found: AsyncIterable<Examined>,
  { rate, signal }: { rate: number; signal: AbortSignal },
): AsyncGenerator<Examined> {
  let next = performance.now();
  let batch: { body: string; examined: Examined; isLast: boolean }[] = [];
  const flush = async () => {
    if (batch.length === 0) return [];
    await setTimeout(Math.max(0, next - performance.now()), undefined, { signal });
    next = Math.max(next, performance.now()) + (1000 * batch.length) / rate;
    await queue.send(batch.map(({ body }) => body));
    const done = batch.flatMap(({ examined, isLast }) => (isLast ? [examined] : []));
    batch = [];
    return done;
  };
  for await (const examined of found) {
    if (examined.item?.pending) await settle(store, examined.item);
    for (const plan of examined.plans) await dropPlan(store, plan);
    for (const file of examined.files) await dropTracks(store, file);
    const bodies = mendMessages(store, examined);
    if (bodies.length === 0) yield examined;
    for (const [index, body] of bodies.entries()) {
      batch.push({ body, examined, isLast: index === bodies.length - 1 });
      if (batch.length === BATCH) yield* await flush();
    }
  }
  yield* await flush();
}
