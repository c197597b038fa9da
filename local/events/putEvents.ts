import { randomUUID } from 'node:crypto';
import { deliveriesOf } from './deliveriesOf.ts';
import { EventBusError, validationError } from './EventBusError.ts';
import type { Context } from './handleRequest.ts';
import type { Delivery } from './openDispatcher.ts';
import { type Entry, readEntry, sizeOfEntry } from './readEntry.ts';
import { type Input, isObject, refuse, requireList } from './readInput.ts';

/** PutEvents: "the total entry size must be less than 1MB" (user guide, "Calculating PutEvents event entry size"). */
const MAX_TOTAL_BYTES = 1024 * 1024;

interface Accepted {
  id: string;
  entry: Entry;
  deliveries: Delivery[];
}

/**
 * Accepts each entry for itself. The answer goes out after every delivery of every accepted entry is committed.
 *
 * The API reference says both that an entry without Source, DetailType or Detail fails and that a request of
 * nothing else fails as a whole; AWS in fact answers such a request entry by entry (LocalStack's tests, recorded from
 * AWS), and so do we. For a bus that does not exist the reference names no code and AWS drops the event without a word;
 * here the entry fails with ResourceNotFoundException, DescribeEventBus's code, for nothing may get lost unseen.
 */
export async function putEvents(input: Input, context: Context): Promise<Input> {
  const { committer, catalog, dispatcher, arns, now } = context;
  refuse(input, ['EndpointId']);
  const entries = requireList(input, 'Entries', { min: 1, max: 10 }).map(asObject);
  if (entries.reduce((bytes, entry) => bytes + sizeOfEntry(entry), 0) >= MAX_TOTAL_BYTES)
    throw validationError('Total size of the entries in the request is over the limit.');
  const outcomes = entries.map((entry) => accept(readEntry(entry, catalog, arns, now())));

  function accept(entry: Entry | EventBusError): Accepted | EventBusError {
    if (entry instanceof EventBusError) return entry;
    const id = randomUUID();
    return { id, entry, deliveries: deliveriesOf(entry, id, context) };
  }

  const deliveries = outcomes.flatMap((outcome) => ('deliveries' in outcome ? outcome.deliveries : []));
  if (deliveries.length > 0) {
    await committer.durably(() => dispatcher.insert(deliveries));
    dispatcher.wake(deliveries);
  }
  for (const outcome of outcomes) if ('entry' in outcome) context.heard(outcome.entry);
  return {
    FailedEntryCount: outcomes.filter((outcome) => outcome instanceof EventBusError).length,
    Entries: outcomes.map((outcome) =>
      outcome instanceof EventBusError
        ? { ErrorCode: outcome.code, ErrorMessage: outcome.message }
        : { EventId: outcome.id },
    ),
  };
}

function asObject(entry: unknown): Input {
  if (!isObject(entry))
    throw new EventBusError('SerializationException', 'An entry of Entries must be an object.');
  return entry;
}
