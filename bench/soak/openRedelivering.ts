import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { queueNames } from '../../stacks/topology.ts';
import type { Running } from './openRunning.ts';
import type { PlannedDrop } from './planSoak.ts';

/** "Object Created" as S3 tells the bus of it. */
export interface ObjectCreated {
  bucket: { name: string };
  object: { key: string; size: number; etag: string; sequencer: string };
}

/** The same change as S3 told the queue of it, once more. */
function redelivery(
  { bucket, object }: ObjectCreated,
  eventTime: string,
  QueueUrl: string,
  DelaySeconds: number,
): SendMessageCommand {
  const { key, size, etag: eTag, sequencer } = object;
  const encoded = { key: encodeURIComponent(key), size, eTag, sequencer };
  const record = {
    eventName: 'ObjectCreated:Put',
    eventTime,
    s3: { bucket, object: encoded },
  };
  return new SendMessageCommand({
    QueueUrl,
    DelaySeconds,
    MessageBody: JSON.stringify({ Records: [record] }),
  });
}

export interface Redelivering {
  created(created: ObjectCreated, time: string): void;
  begin(running: Running): void;
  /** Resolves when all are sent. @returns how many */
  end(): Promise<number>;
}

/** Delivers the events of drops again, as they are planned: once, of a drop whose event comes twice anyhow. */
export function openRedelivering(drops: PlannedDrop[]): Redelivering {
  const planned = new Map(drops.map(({ key, redeliverAfter }) => [key, redeliverAfter]));
  const sending: Promise<unknown>[] = [];
  let to: Running | undefined;
  return {
    created(created, time) {
      const { key } = created.object;
      for (const seconds of planned.get(key) ?? []) {
        const { host, plan } = to!;
        const url = host.queueUrl(queueNames(plan).images);
        const sent = host.surely(() => host.clients.sqs.send(redelivery(created, time, url, seconds)));
        sent.catch(() => {}); // heard of in the end
        sending.push(sent);
      }
      planned.delete(key);
    },
    begin(running) {
      to = running;
    },
    async end() {
      await Promise.all(sending);
      return sending.length;
    },
  };
}
