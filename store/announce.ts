import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Event } from './Event.ts';
import type { Store } from './openStore.ts';

/** Puts one event on the bus. @throws where the bus did not take it. */
export async function announce(store: Store, { type, detail }: Event): Promise<void> {
  const { FailedEntryCount, Entries } = await store.events.send(
    new PutEventsCommand({
      Entries: [{ EventBusName: store.bus, Source: 'face-inbox', DetailType: type, Detail: asText(detail) }],
    }),
  );
  if (FailedEntryCount) {
    const { ErrorCode, ErrorMessage } = Entries?.[0] ?? {};
    throw new Error(`The event bus ${store.bus} did not take "${type}": ${ErrorCode}: ${ErrorMessage}`);
  }
}

/**
 * JSON in characters that every target takes: SQS refuses U+FFFE and U+FFFF (API reference, SendMessage), which a key may
 * have, and JSON by itself does not escape.
 */
function asText(detail: Event['detail']): string {
  return JSON.stringify(detail).replace(/[\ufffe\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16)}`);
}
