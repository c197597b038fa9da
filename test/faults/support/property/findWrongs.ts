import { setTimeout } from 'node:timers/promises';
import { queueNames } from '../../../../stacks/topology.ts';
import { audit, type Inbox } from '../../../../store/audit/audit.ts';
import { openImagesQueue } from '../../../../store/audit/imagesQueue.ts';
import { reconcile } from '../../../../store/audit/reconcile.ts';
import { getImage } from '../../../../store/images.ts';
import { after, NOTHING } from '../../../../store/sequencer.ts';
import { deviations } from '../../../support/inbox.ts';
import type { Stack } from '../../../support/startStack.ts';
import type { Announced } from '../../../support/subscribe.ts';
import { isForgotten } from '../isForgotten.ts';
import type { TestInbox } from './openInbox.ts';
import { forget, type Played, sequenceOf } from './playSequence.ts';

/** For an event that is on the bus to reach its subscriber. */
const PATIENCE_MS = 5000;

/** Waits until all is settled, and says in words what does not hold then that should. */
export async function findWrongs(inbox: TestInbox, all: Played[]): Promise<string[]> {
  const { stack, carrier } = inbox;
  await inbox.settled();
  stack.proxy.heal();
  // A message that several faults have hit.
  if ((await inbox.redrive()) > 0) await inbox.settled();
  const wrongs: string[] = [];
  if ((await inbox.redrive()) > 0) wrongs.push('A message that was sent back was given up once more.');
  const lossy = new Set(all.map(({ name }) => name).filter((name) => carrier.lost(name) > 0));
  const found = await deviations(stack);
  wrongs.push(...found.filter(({ key }) => !lossy.has(sequenceOf(key))).map((one) => JSON.stringify(one)));
  if (lossy.size > 0) {
    await mend(stack);
    await inbox.settled();
    wrongs.push(...(await deviations(stack)).map((one) => `not mended: ${JSON.stringify(one)}`));
  }
  for (const played of all) {
    for (const key of played.keys.keys()) wrongs.push(...(await untold(stack, played, key)));
    wrongs.push(...outOfOrder(stack, played));
  }
  wrongs.push(...(await notForgotten(inbox, all)));
  return wrongs;
}

/** What `npx face-inbox reconcile` does. */
async function mend({ store, topology, clients: { s3, sqs } }: Stack) {
  const inbox: Inbox = { store, s3, queue: await openImagesQueue(sqs, queueNames(topology)) };
  const { signal } = new AbortController();
  const findings = audit(inbox, { waitMs: 1, patienceMs: 60_000, signal });
  for await (const _ of reconcile(inbox, findings, { rate: 1000, signal }));
}

/** The last that is told of a key is what the bucket holds, and the tables say but for who was forgotten. */
async function untold(stack: Stack, { keys }: Played, key: string): Promise<string[]> {
  const etag = keys.get(key);
  const item = await getImage(stack.store, key);
  const isTold = () => {
    const last = inOrder(stack, key).at(-1);
    if (etag === undefined) return !last || /Removed$/.test(last.type);
    const isOfItem = last?.detail.sequencer === item?.sequencer || isForgotten(item, last);
    return isOfItem && last?.detail.etag === etag;
  };
  const until = performance.now() + PATIENCE_MS;
  while (!isTold()) {
    if (performance.now() > until)
      return [
        `${key}: the bucket has ${etag ?? 'nothing'}, the tables ${JSON.stringify(item)}, and told was ` +
          inOrder(stack, key)
            .map(({ type, detail }) => `${type} ${detail.etag ?? ''} ${detail.sequencer}`)
            .join(', '),
      ];
    await setTimeout(10);
  }
  return [];
}

const heard = ({ heard }: Stack, key: string) => heard.filter(({ detail }) => detail.image === key);

/** Each change of a key once, as they were told for the first time. */
function inOrder(stack: Stack, key: string): Announced[] {
  return [...Map.groupBy(heard(stack, key), ({ detail }) => detail.sequencer).values()].map(
    ([first]) => first!,
  );
}

/** An id for each change, the same whenever it is told; and the changes of a key are told in their order. */
function outOfOrder(stack: Stack, { keys, erased }: Played): string[] {
  return [...keys.keys()].flatMap((key) => {
    const events = heard(stack, key);
    const byChange = Map.groupBy(events, ({ detail }) => String(detail.sequencer));
    const changes = [...byChange.keys()];
    const ids = [...byChange.values()].map((told) => new Set(told.map(({ detail }) => detail.id)));
    const wrongs: string[] = [];
    if (ids.some(({ size }) => size > 1)) wrongs.push(`${key}: one change was told under several ids`);
    if (new Set(ids.flatMap((some) => [...some])).size < changes.length)
      wrongs.push(`${key}: several changes were told under one id`);
    // With a person her photos' places are erased: a look at one begins anew then (docs/architecture.md).
    const isAnew = (one: string) => one === after(NOTHING) && erased.has(key);
    if (changes.some((one, at) => at > 0 && one < changes[at - 1]! && !isAnew(one)))
      wrongs.push(`${key}: told in the order ${changes.join(', ')}`);
    return wrongs;
  });
}

/**
 * No table names who is forgotten, but for the tombstones of what was told to be removed once more since
 * (docs/privacy.md); when all is settled, to forget again erases those, too.
 */
async function notForgotten(inbox: TestInbox, all: Played[]): Promise<string[]> {
  const forgotten = all.flatMap((played) => [...played.forgotten].map((person) => ({ played, person })));
  const before = await inbox.rows();
  const again = await Promise.all(
    forgotten.map(async ({ played, person }) => {
      const { queued, proof } = await forget(inbox, played, person);
      return queued.length + proof.found.length > 0
        ? [`forgotten again: ${JSON.stringify({ person, queued, proof })}`]
        : [];
    }),
  );
  const after = await inbox.rows();
  const left = forgotten.flatMap(({ person }) => [
    ...before.filter((row) => row.includes(person) && JSON.parse(row).status !== 'removed'),
    ...after.filter((row) => row.includes(person)),
  ]);
  return [...again.flat(), ...left.map((row) => `of somebody forgotten: ${row}`)];
}
