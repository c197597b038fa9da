import { isObject } from '../events/readInput.ts';
import type { Input, QueueStore } from './fauxqs.ts';
import { invalidValue, QueueError } from './QueueError.ts';

const SETTABLE = new Set([
  ...['VisibilityTimeout', 'DelaySeconds', 'MaximumMessageSize', 'MessageRetentionPeriod', 'Policy'],
  ...['ReceiveMessageWaitTimeSeconds', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId'],
  ...['KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled', 'FifoQueue', 'ContentBasedDeduplication'],
  ...['DeduplicationScope', 'FifoThroughputLimit'],
]);
const READABLE = new Set([
  ...SETTABLE,
  ...['All', 'QueueArn', 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  ...['ApproximateNumberOfMessagesDelayed', 'CreatedTimestamp', 'LastModifiedTimestamp'],
]);

/** What fauxqs lets pass of CreateQueue (API reference, CreateQueue, QueueName and Attributes). */
export function checkNewQueue(input: Input, store: QueueStore): void {
  const { QueueName: name } = input;
  if (typeof name !== 'string' || name.length > 80 || !/^[\w-]+(\.fifo)?$/.test(name))
    throw new QueueError(
      'InvalidParameterValue',
      `QueueName is ${JSON.stringify(name)}. Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length`,
    );
  const attributes = checkAttributes(input, store);
  const known = store.getQueue(name);
  const other = known && Object.keys(attributes).find((key) => !(key in known.attributes));
  if (other)
    throw new QueueError(
      'QueueNameExists',
      `A queue already exists with the same name and a different value for attribute ${other}`,
    );
}

/** The attributes of CreateQueue and SetQueueAttributes; their ranges are fauxqs's part. */
export function checkAttributes({ Attributes = {} }: Input, store: QueueStore): Record<string, string> {
  if (!isObject(Attributes)) throw new QueueError('InvalidAttributeValue', 'Attributes must be an object.');
  for (const [name, value] of Object.entries(Attributes)) {
    if (!SETTABLE.has(name)) throw new QueueError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    if (typeof value !== 'string')
      throw new QueueError('InvalidAttributeValue', `Attribute ${name} must be a string.`);
  }
  const attributes = Attributes as Record<string, string>;
  if (attributes.RedrivePolicy) checkRedrive(attributes.RedrivePolicy, store);
  return attributes;
}

export function checkAttributeNames({ AttributeNames = [] }: Input): void {
  const names = Array.isArray(AttributeNames) ? (AttributeNames as unknown[]) : [AttributeNames];
  const unknown = names.find((name) => !READABLE.has(String(name)));
  if (unknown !== undefined)
    throw new QueueError('InvalidAttributeName', `Unknown Attribute ${String(unknown)}.`);
}

function checkRedrive(policy: string, store: QueueStore): void {
  const wrong = (reason: string) => invalidValue(policy, 'RedrivePolicy', reason);
  const { deadLetterTargetArn: target, maxReceiveCount: most } = parse(policy) ?? {};
  if (typeof target !== 'string' || most === undefined)
    throw wrong('It must be JSON with deadLetterTargetArn and maxReceiveCount.');
  if (!Number.isInteger(Number(most)) || Number(most) < 1 || Number(most) > 1000)
    throw wrong('Invalid value for maxReceiveCount: must be an integer from 1 to 1000.');
  if (!store.getQueueByArn(target)) throw wrong('Dead letter target does not exist.');
}

function parse(text: string): Input | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
