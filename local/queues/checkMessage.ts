import { isObject } from '../events/readInput.ts';
import type { Input } from './fauxqs.ts';
import { invalidValue, QueueError } from './QueueError.ts';

/** API reference, SendMessage: DelaySeconds. */
const LONGEST_DELAY = 900;
/** Developer guide, "Amazon SQS message metadata": attributes a message, and what a type begins with. */
const MOST_ATTRIBUTES = 10;
const TYPES = /^(String|Number|Binary)(\..+)?$/;

/** What fauxqs lets pass of a message, of SendMessage or of an entry of its batch. */
export function checkMessage({ MessageBody, DelaySeconds = 0, MessageAttributes = {} }: Input): void {
  if (typeof MessageBody !== 'string' || MessageBody === '')
    throw new QueueError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (!isWhole(DelaySeconds) || DelaySeconds < 0 || DelaySeconds > LONGEST_DELAY)
    throw invalidValue(DelaySeconds, 'DelaySeconds', `DelaySeconds must be >= 0 and <= ${LONGEST_DELAY}.`);
  const attributes = Object.entries(isObject(MessageAttributes) ? MessageAttributes : {});
  if (attributes.length > MOST_ATTRIBUTES)
    throw new QueueError(
      'InvalidParameterValue',
      `Number of message attributes [${attributes.length}] exceeds the allowed maximum [${MOST_ATTRIBUTES}].`,
    );
  for (const [name, value] of attributes) checkAttribute(name, isObject(value) ? value : {});
}

function checkAttribute(name: string, { DataType: type, StringValue, BinaryValue }: Input): void {
  const wrong = (reason: string) => new QueueError('InvalidParameterValue', reason);
  if (!/^(?!(aws|amazon)\.)[\w-]+(\.[\w-]+)*$/i.test(name) || name.length > 256)
    throw wrong(`Invalid message attribute name ${name}: letters, digits, _, - and single dots, up to 256.`);
  if (typeof type !== 'string' || !TYPES.test(type))
    throw wrong(
      `The type of message attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  const value = type.startsWith('Binary') ? BinaryValue : StringValue;
  if (typeof value !== 'string' || value === '')
    throw wrong(
      `Message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
    );
}

/** Numbers that fauxqs would reckon with whatever they are: a message could be hidden for ever. */
export function checkNumbers(input: Input): void {
  for (const name of ['VisibilityTimeout', 'MaxNumberOfMessages', 'WaitTimeSeconds'])
    if (!isWhole(input[name] ?? 0))
      throw new QueueError('SerializationException', `${name} must be a whole number.`);
}

/** The entries of ChangeMessageVisibilityBatch, of which each must say for how long. */
export function checkChanges(input: Input): void {
  for (const entry of checkBatch(input)) {
    checkNumbers(entry);
    if (entry.VisibilityTimeout === undefined)
      throw new QueueError(
        'MissingParameter',
        `Entry ${entry.Id} of the request must contain the parameter VisibilityTimeout.`,
      );
  }
}

/** Limits of every batch action (API reference, "Errors" of SendMessageBatch). */
export function checkBatch({ Entries = [] }: Input): Input[] {
  const entries = Array.isArray(Entries) ? (Entries as unknown[]) : [];
  if (entries.length === 0)
    throw new QueueError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  if (entries.length > 10)
    throw new QueueError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  const ids = new Set<unknown>();
  for (const entry of entries) {
    if (!isObject(entry)) throw new QueueError('SerializationException', 'An entry must be an object.');
    if (typeof entry.Id !== 'string' || !/^[\w-]{1,80}$/.test(entry.Id))
      throw new QueueError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    if (ids.has(entry.Id)) throw new QueueError('BatchEntryIdsNotDistinct', `Id ${entry.Id} repeated.`);
    ids.add(entry.Id);
  }
  return entries as Input[];
}

const isWhole = (value: unknown): value is number => Number.isInteger(value);
