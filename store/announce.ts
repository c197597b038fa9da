import { setTimeout } from 'node:timers/promises';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Event } from './Event.ts';
import type { Store } from './openStore.ts';

/**
 * What may succeed a moment later. Such an entry fails within an answer of 200, which no SDK tries again (API reference,
 * PutEventsResultEntry).
 */
const PASSING = /^(ThrottlingException|InternalFailure|InternalException)$/;
const TRIES = 3;
/** Doubled each time, and of it a random part: those that failed together do not come back together. */
const PAUSE_MS = 200;

/** Puts one event on the bus: an entry that fails is sent again, and no other with it. @throws where the bus did not take it. */
export async function announce(store: Store, { type, detail }: Event): Promise<void> {
  const entry = {
    EventBusName: store.bus,
    Source: 'face-inbox',
    DetailType: type,
    Detail: asText(detail),
  };
  for (let tries = 1; ; tries++) {
    const { FailedEntryCount, Entries } = await store.events.send(new PutEventsCommand({ Entries: [entry] }));
    if (!FailedEntryCount) return;
    const { ErrorCode = '', ErrorMessage } = Entries?.[0] ?? {};
    if (tries === TRIES || !PASSING.test(ErrorCode))
      throw Object.assign(
        new Error(`The event bus ${store.bus} did not take "${type}": ${ErrorCode}: ${ErrorMessage}`),
        { name: ErrorCode || 'Error' },
      );
    await setTimeout(PAUSE_MS * 2 ** tries * Math.random());
  }
}

/**
 * JSON in characters that every target takes: SQS refuses U+FFFE and U+FFFF (API reference, SendMessage), which a key may
 * have, and JSON by itself does not escape.
 */
function asText(detail: Event['detail']): string {
  return JSON.stringify(detail).replace(/[\ufffe\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16)}`);
}
