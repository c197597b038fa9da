import type { ExecutionContext } from 'ava';
import type { Stack } from '../../support/startStack.ts';
import { holds } from './holds.ts';

/**
 * That the invariant holds after a fault, as soon as nothing is under way.
 * @returns what was announced, each change once: types, by their keys
 */
export async function expectAllWell(t: ExecutionContext, stack: Stack): Promise<Record<string, string[]>> {
  await holds(t, stack);
  const once = new Map(stack.heard.map((event) => [event.detail.id, event]));
  const byKey = Object.groupBy(once.values(), ({ detail }) => detail.image);
  return Object.fromEntries(
    Object.entries(byKey).map(([key, events = []]) => [key, events.map(({ type }) => type)]),
  );
}
