import { ACCOUNT } from './arns.ts';
import type { Context } from './handleRequest.ts';
import { matchPattern } from './matchPattern.ts';
import type { ActiveRule } from './openCatalog.ts';
import { type Delivery, MAX_AGE_MS, MAX_RETRIES } from './openDispatcher.ts';
import type { Entry } from './readEntry.ts';
import type { Input } from './readInput.ts';
import { readPath } from './readPath.ts';
import type { Target } from './readTarget.ts';
import { transformInput } from './transformInput.ts';

/** What an event with this id is to be sent to: each target of each rule of its bus that matches it. */
export function deliveriesOf(entry: Entry, id: string, { catalog, arns, region, now }: Context): Delivery[] {
  const { envelope, text } = toEvent(entry, id, region);
  return catalog
    .active(entry.bus)
    .filter((rule) => rule.targets.length > 0 && matchPattern(rule.compiled, envelope))
    .flatMap((rule) =>
      rule.targets.map((target) =>
        toDelivery(rule, target, arns.rule(rule.bus, rule.name), envelope, text, now()),
      ),
    );
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
