import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Event } from './Event.ts';
import type { Store } from './openStore.ts';

/** Puts one event on the bus. @throws where the bus did not take it. */
export async function announce(store: Store, { type, detail }: Event): Promise<void> {
  const { FailedEntryCount, Entries } = await store.events.send(
    new PutEventsCommand({
      Entries: [
        { EventBusName: store.bus, Source: 'face-inbox', DetailType: type, Detail: JSON.stringify(detail) },
      ],
    }),
  );
  if (FailedEntryCount) {
    const { ErrorCode, ErrorMessage } = Entries?.[0] ?? {};
    throw new Error(`The event bus ${store.bus} did not take "${type}": ${ErrorCode}: ${ErrorMessage}`);
  }
}
