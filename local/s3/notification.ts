import { randomUUID } from 'node:crypto';
import { requireBucket } from './buckets.ts';
import { commit } from './change.ts';
import { testMessage } from './events.ts';
import { readText } from './incoming.ts';
import { notImplemented, S3Error } from './S3Error.ts';
import type { S3Request } from './S3Request.ts';
import { type Reply, type S3State, xmlReply } from './S3State.ts';
import { readXml, writeXml, type Xml } from './xml.ts';

/** Stands in a configuration for a queue: what happens goes to the event bus. */
export const EVENT_BUS = 'EventBridge';

/** Which events of a bucket go to a queue. */
export interface QueueConfiguration {
  id: string;
  /** An ARN, or EVENT_BUS. */
  queue: string;
  /** With their `s3:`, and perhaps with `*` for the last part. */
  events: string[];
  prefix: string;
  suffix: string;
}

export function getNotification(s3: S3State, request: S3Request): Reply {
  const { notification } = requireBucket(s3.db, request.bucket);
  const queues = notification.filter(({ queue }) => queue !== EVENT_BUS);
  const content = queues.map(({ id, queue, events, prefix, suffix }) => {
    const rules = [
      ...(prefix === '' ? [] : [{ Name: 'Prefix', Value: prefix }]),
      ...(suffix === '' ? [] : [{ Name: 'Suffix', Value: suffix }]),
    ];
    const filter = rules.length === 0 ? undefined : { S3Key: { FilterRule: rules } };
    return { Id: id, Queue: queue, Event: events, Filter: filter };
  });
  const EventBridgeConfiguration = queues.length < notification.length ? '' : undefined;
  return xmlReply(
    writeXml('NotificationConfiguration', { QueueConfiguration: content, EventBridgeConfiguration }),
  );
}

/** Replaces the whole configuration; a queue that is new in it gets the test event. */
export async function putNotification(s3: S3State, request: S3Request): Promise<Reply> {
  requireBucket(s3.db, request.bucket);
  const root = readXml(await readText(request), 'NotificationConfiguration');
  const configurations = [...readConfigurations(root), ...readEventBridge(root, s3.hasEventBus)];
  commit(s3, (change) => {
    const before = requireBucket(s3.db, request.bucket).notification;
    s3.db.run(
      'UPDATE buckets SET notification = ? WHERE name = ?',
      JSON.stringify(configurations),
      request.bucket,
    );
    const known = new Set(before.map(({ queue }) => queue));
    for (const queue of new Set(configurations.map((one) => one.queue))) {
      if (known.has(queue) || queue === EVENT_BUS) continue;
      // The key is empty, as no object's is: the test event waits for none, and none for it.
      change.message(request.bucket, '', queue, testMessage(request.bucket, request.id, Date.now()));
    }
  });
  return { status: 200 };
}

function readConfigurations(root: Xml): QueueConfiguration[] {
  for (const other of ['TopicConfiguration', 'CloudFunctionConfiguration', 'LambdaFunctionConfiguration']) {
    if (root.children(other).length > 0) throw notImplemented(`${other} in a bucket's notifications`);
  }
  const configurations = root.children('QueueConfiguration').map(readConfiguration);
  const ids = new Set(configurations.map(({ id }) => id));
  if (ids.size < configurations.length) throw invalid('Same ID used for multiple configurations.');
  configurations.forEach((one, i) => {
    const clash = configurations.slice(0, i).find((other) => overlap(one, other));
    if (clash === undefined) return;
    throw invalid(
      `Configurations overlap: "${clash.id}" and "${one.id}" share an event type for keys that both their filters match.`,
    );
  });
  return configurations;
}

/** All events, with no filter; rules on the bus choose among them. */
function readEventBridge(root: Xml, hasEventBus: boolean): QueueConfiguration[] {
  if (root.children('EventBridgeConfiguration').length === 0) return [];
  if (!hasEventBus) throw notImplemented("EventBridgeConfiguration in a bucket's notifications");
  return [{ id: EVENT_BUS, queue: EVENT_BUS, events: ['s3:*'], prefix: '', suffix: '' }];
}

function readConfiguration(xml: Xml): QueueConfiguration {
  const queue = xml.text('Queue')?.trim() ?? '';
  if (!/^arn:aws[a-z-]*:sqs:[^:]*:[^:]*:[^:]+$/.test(queue)) {
    throw invalid(`The ARN "${queue}" must be a queue's, like arn:aws:sqs:us-east-1:000000000000:images.`);
  }
  const events = eventNames(xml);
  if (events.length === 0)
    throw new S3Error('MalformedXML', `The configuration of ${queue} must name an Event.`);
  const { prefix, suffix } = readFilter(xml);
  return { id: xml.text('Id')?.trim() || randomUUID(), queue, events, prefix, suffix };
}

function eventNames(xml: Xml): string[] {
  const names = xml.texts('Event').map((name) => name.trim());
  for (const name of names) {
    if (EVENTS.has(name)) continue;
    if (NEVER_HERE.test(name)) {
      throw notImplemented(`The event ${name}`);
    }
    throw invalid(
      `The event "${name}" is not supported for notifications; known are ${[...EVENTS].join(', ')}.`,
    );
  }
  return names;
}

/** The ones that can happen here, and those that never do, without versions and lifecycle rules: inboxes ask for them. */
const EVENTS = new Set([
  's3:ObjectCreated:*',
  's3:ObjectCreated:Put',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:*',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
  's3:LifecycleExpiration:*',
  's3:LifecycleExpiration:Delete',
  's3:LifecycleExpiration:DeleteMarkerCreated',
]);

/** Events of S3 that this one has no cause for. */
const NEVER_HERE =
  /^s3:(ObjectRestore|ObjectTagging|ObjectAcl|Replication|LifecycleTransition|IntelligentTiering|ReducedRedundancyLostObject)(:|$)/;

function readFilter(xml: Xml): { prefix: string; suffix: string } {
  const filter = { prefix: '', suffix: '' };
  const rules = xml
    .children('Filter')
    .flatMap((one) => one.children('S3Key').flatMap((key) => key.children('FilterRule')));
  const seen = new Set<string>();
  for (const rule of rules) {
    const name = rule.text('Name')?.trim().toLowerCase() ?? '';
    if ((name !== 'prefix' && name !== 'suffix') || seen.has(name)) {
      throw invalid(`The filter rule's name is "${name}": it must be prefix or suffix, each at most once.`);
    }
    seen.add(name);
    filter[name] = rule.text('Value') ?? '';
  }
  return filter;
}

/** S3 refuses what would send one event twice. */
function overlap(a: QueueConfiguration, b: QueueConfiguration): boolean {
  const covers = (one: string, other: string) =>
    one === other || (one.endsWith(':*') && other.startsWith(one.slice(0, -1)));
  const events = a.events.some((x) => b.events.some((y) => covers(x, y) || covers(y, x)));
  const prefixes = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  const suffixes = a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix);
  return events && prefixes && suffixes;
}

const invalid = (message: string) => new S3Error('InvalidArgument', message);
