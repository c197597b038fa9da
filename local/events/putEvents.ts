import { randomUUID } from 'node:crypto';
import { ACCOUNT } from './arns.ts';
import { EventBusError, validationError } from './EventBusError.ts';
import type { Context } from './handleRequest.ts';
import { matchPattern } from './matchPattern.ts';
import type { ActiveRule } from './openCatalog.ts';
import { durably } from './openDatabase.ts';
import { type Delivery, MAX_AGE_MS, MAX_RETRIES } from './openDispatcher.ts';
import { type Entry, readEntry, sizeOfEntry } from './readEntry.ts';
import { type Input, isObject, refuse, requireList } from './readInput.ts';
import { readPath } from './readPath.ts';
import type { Target } from './readTarget.ts';
import { transformInput } from './transformInput.ts';

/** PutEvents: "the total entry size must be less than 1MB" (user guide, "Calculating PutEvents event entry size"). */
const MAX_TOTAL_BYTES = 1024 * 1024;

interface Accepted {
  id: string;
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
export function putEvents(input: Input, { db, catalog, dispatcher, arns, region, now }: Context): Input {
  refuse(input, ['EndpointId']);
  const entries = requireList(input, 'Entries', { min: 1, max: 10 }).map(asObject);
  if (entries.reduce((bytes, entry) => bytes + sizeOfEntry(entry), 0) >= MAX_TOTAL_BYTES)
    throw validationError('Total size of the entries in the request is over the limit.');
  const outcomes = entries.map((entry) => accept(readEntry(entry, catalog, arns, now())));

  function accept(entry: Entry | EventBusError): Accepted | EventBusError {
    if (entry instanceof EventBusError) return entry;
    const id = randomUUID();
    const { envelope, text } = toEvent(entry, id, region);
    const deliveries = catalog
      .active(entry.bus)
      .filter((rule) => rule.targets.length > 0 && matchPattern(rule.compiled, envelope))
      .flatMap((rule) =>
        rule.targets.map((target) =>
          toDelivery(rule, target, arns.rule(rule.bus, rule.name), envelope, text, now()),
        ),
      );
    return { id, deliveries };
  }

  const deliveries = outcomes.flatMap((outcome) => ('deliveries' in outcome ? outcome.deliveries : []));
  if (deliveries.length > 0) {
    durably(db, () => dispatcher.insert(deliveries));
    dispatcher.wake(deliveries);
  }
  return {
    FailedEntryCount: outcomes.filter((outcome) => outcome instanceof EventBusError).length,
    Entries: outcomes.map((outcome) =>
      outcome instanceof EventBusError
        ? { ErrorCode: outcome.code, ErrorMessage: outcome.message }
        : { EventId: outcome.id },
    ),
  };
}

/** The envelope of user guide, "Events in Amazon EventBridge", as value and as text. */
function toEvent(entry: Entry, id: string, region: string): { envelope: Input; text: string } {
  const head = {
    version: '0',
    id,
    'detail-type': entry.detailType,
    source: entry.source,
    account: ACCOUNT,
    time: isoSeconds(entry.time),
    region,
    resources: entry.resources,
  };
  const text = `${JSON.stringify(head).slice(0, -1)},"detail":${entry.detailText}}`;
  return { envelope: { ...head, detail: entry.detail }, text };
}

function toDelivery(
  rule: ActiveRule,
  target: Target,
  ruleArn: string,
  event: Input,
  text: string,
  now: number,
): Delivery {
  const context = { ruleArn, ruleName: rule.name, ingestionTime: isoSeconds(now) };
  const body = bodyFor(target, event, text, context);
  const deadLetterArn = target.DeadLetterConfig?.Arn ?? null;
  const { MaximumEventAgeInSeconds: age, MaximumRetryAttempts: retries } = target.RetryPolicy ?? {};
  return {
    lane: `${ruleArn} ${target.Id}`,
    queueArn: target.Arn,
    body,
    deadLetterArn,
    // The dead-letter queue gets the event itself (user guide, "Using dead-letter queues").
    deadLetterBody: deadLetterArn !== null && body !== text ? text : null,
    maxAgeMs: age === undefined ? MAX_AGE_MS : age * 1000,
    maxRetries: retries ?? MAX_RETRIES,
  };
}

function bodyFor(
  target: Target,
  event: Input,
  text: string,
  context: Parameters<typeof transformInput>[2],
): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputTransformer) return transformInput(target.InputTransformer, event, context);
  if (target.InputPath === undefined || target.InputPath === '' || target.InputPath === '$') return text;
  return JSON.stringify(readPath(target.InputPath, event) ?? null);
}

function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -5)}Z`;
}

function asObject(entry: unknown): Input {
  if (!isObject(entry))
    throw new EventBusError('SerializationException', 'An entry of Entries must be an object.');
  return entry;
}
