import { randomUUID } from 'node:crypto';
import { DEFAULT_BUS } from './arns.ts';
import { deliveriesOf } from './deliveriesOf.ts';
import type { Context } from './handleRequest.ts';
import type { Entry } from './readEntry.ts';

/** An event of a service of this machine: what PutEvents takes, but its source may begin with `aws.`. */
export interface ServiceEvent {
  source: string;
  'detail-type': string;
  /** ISO 8601. */
  time: string;
  resources: string[];
  detail: Record<string, unknown>;
}

/**
 * Accepts an event as PutEvents does, onto the default bus, where the events of AWS's services arrive (user guide,
 * "Events from AWS services"). No request leads here: a client may not speak for a service.
 *
 * Resolves once the deliveries are committed; rejects where they could not be, and then nothing was accepted.
 */
export async function publishEvent(event: ServiceEvent, context: Context): Promise<void> {
  const { committer, dispatcher } = context;
  const detailText = JSON.stringify(event.detail);
  const entry: Entry = {
    bus: DEFAULT_BUS,
    source: event.source,
    detailType: event['detail-type'],
    detailText,
    detail: event.detail,
    resources: event.resources,
    time: Date.parse(event.time),
  };
  const deliveries = deliveriesOf(entry, randomUUID(), context);
  if (deliveries.length === 0) return;
  await committer.durably(() => dispatcher.insert(deliveries));
  dispatcher.wake(deliveries);
}
