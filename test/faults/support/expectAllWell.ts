import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { ExecutionContext } from 'ava';
import type { ImageItem } from '../../../store/ImageItem.ts';
import { deviations, drained } from '../../support/inbox.ts';
import type { Announced, Stack } from '../../support/startStack.ts';

/**
 * What holds after every fault, as soon as nothing is under way: the tables say what the bucket holds, and each change that
 * they tell of was announced, under one id however often, and after the earlier changes of its key. (Each event was held to
 * its schema when it came.)
 * @returns what was announced, each change once: types, by their keys
 */
export async function expectAllWell(t: ExecutionContext, stack: Stack): Promise<Record<string, string[]>> {
  await drained(stack);
  t.deepEqual(await deviations(stack), [], 'npx face-inbox verify');
  for await (const { Items = [] } of paginateScan(
    { client: stack.db },
    { TableName: stack.store.names.images },
  ))
    for (const item of Items as ImageItem[]) await told(stack, item);

  const byKey = Object.groupBy(stack.heard, ({ detail }) => detail.image);
  return Object.fromEntries(
    Object.entries(byKey).map(([key, events = []]) => [key, inOrder(t, key, events)]),
  );
}

function inOrder(t: ExecutionContext, key: string, events: Announced[]): string[] {
  const changes = new Map<unknown, Announced>();
  for (const event of events) {
    const { id, sequencer } = event.detail;
    const known = changes.get(sequencer);
    if (known) t.is(id, known.detail.id, `${key}: told again under its id`);
    else changes.set(sequencer, event);
  }
  const told = [...changes.values()];
  t.is(new Set(told.map(({ detail }) => detail.id)).size, told.length, `${key}: an id for each change`);
  const sequencers = told.map(({ detail }) => String(detail.sequencer));
  t.deepEqual(sequencers, sequencers.toSorted(), `${key}: in order`);
  return told.map(({ type }) => type);
}

/** Waits for the event of an item; that of a photo which went before anybody was told of it is no news. */
async function told(stack: Stack, { image, sequencer, status }: ImageItem): Promise<void> {
  const heard = () => stack.heard.filter(({ detail }) => detail.image === image);
  if (status === 'removed' && heard().length === 0) return;
  while (!heard().some(({ detail }) => detail.sequencer === sequencer)) await stack.announced(image);
}
