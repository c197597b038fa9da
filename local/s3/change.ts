import { busEvent, type EventSource, eventMessage, isWanted, type ObjectChange } from './events.ts';
import { EVENT_BUS, type QueueConfiguration } from './notification.ts';
import type { S3State } from './S3State.ts';

/** What one transaction leaves to be done once it is committed. */
export interface Change {
  /** A body that no row names any more. */
  unused(body: string): void;
  /** Writes the event, for each queue that the bucket's configuration sends it to. */
  happened(configurations: QueueConfiguration[], change: ObjectChange, source: EventSource): void;
  /** Writes a message to a queue; in order with others of the same bucket, key and queue. */
  message(bucket: string, key: string, queue: string, message: string): void;
}

/**
 * The only way to change what is kept: rows, sequencer and events are one transaction, so there is no event without
 * its change and no change without its event. Files go and messages leave only after it.
 */
export function commit<T>(s3: S3State, work: (change: Change) => T): T {
  const unused: string[] = [];
  let events = false;
  const change: Change = {
    unused: (body) => unused.push(body),
    happened(configurations, happened, source) {
      for (const configuration of configurations.filter((one) => isWanted(one, happened))) {
        const message =
          configuration.queue === EVENT_BUS
            ? JSON.stringify(busEvent(happened, source, s3.region))
            : eventMessage(happened, source, configuration.id, s3.region);
        change.message(happened.bucket, happened.key, configuration.queue, message);
      }
    },
    message(bucket, key, queue, message) {
      s3.db.run(
        'INSERT INTO events (bucket, key, queue, message) VALUES (?, ?, ?, ?)',
        bucket,
        Buffer.from(key),
        queue,
        message,
      );
      events = true;
    },
  };
  const result = s3.db.transaction(() => work(change));
  for (const body of unused) s3.bodies.remove(body);
  if (events) s3.dispatcher.wake();
  return result;
}
