import { EventBusError, quotaExceeded } from './EventBusError.ts';
import type { Context } from './handleRequest.ts';
import { page } from './page.ts';
import { type Input, isObject, NAME, requireList, requireString } from './readInput.ts';
import { readTarget, type Target } from './readTarget.ts';
import { requireRule } from './ruleOperations.ts';

/** User guide, "EventBridge event bus quotas": targets per rule. */
const MAX_TARGETS = 5;

/** Adds or replaces targets by their Id. A target that cannot be taken fails alone; the others are added. */
export function putTargets(input: Input, context: Context): Input {
  const rule = requireRule(input, context, 'Rule');
  const targets: Target[] = [];
  const failed: Input[] = [];
  for (const entry of requireList(input, 'Targets', { min: 1, max: 100 })) {
    const outcome = tryRead(entry);
    if (!(outcome instanceof EventBusError)) targets.push(outcome);
    else failed.push({ TargetId: idOf(entry), ErrorCode: outcome.code, ErrorMessage: outcome.message });
  }
  const ids = new Set(context.catalog.targets(rule.bus, rule.name).map((target) => target.Id));
  for (const target of targets) ids.add(target.Id);
  if (ids.size > MAX_TARGETS)
    throw quotaExceeded(
      `The requested resource exceeds the maximum number allowed: rule ${rule.name} would have ${ids.size} ` +
        `targets, and at most ${MAX_TARGETS} are allowed. Make a second rule.`,
    );
  context.catalog.putTargets(rule.bus, rule.name, targets);
  return { FailedEntryCount: failed.length, FailedEntries: failed };
}

export function listTargetsByRule(input: Input, context: Context): Input {
  const rule = requireRule(input, context, 'Rule');
  const targets = context.catalog.targets(rule.bus, rule.name);
  const { items, NextToken } = page(targets, (target) => target.Id, input);
  return { Targets: items, NextToken };
}

export function removeTargets(input: Input, context: Context): Input {
  const rule = requireRule(input, context, 'Rule');
  const ids = requireList(input, 'Ids', { min: 1, max: 100 });
  const names = ids.map((id) => requireString({ Ids: id }, 'Ids', NAME));
  const known = new Set(context.catalog.targets(rule.bus, rule.name).map((target) => target.Id));
  context.catalog.removeTargets(
    rule.bus,
    rule.name,
    names.filter((name) => known.has(name)),
  );
  const failed = names
    .filter((name) => !known.has(name))
    .map((name) => ({
      TargetId: name,
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: `Rule ${rule.name} does not have a target with the Id ${name}.`,
    }));
  return { FailedEntryCount: failed.length, FailedEntries: failed };
}

function tryRead(entry: unknown): Target | EventBusError {
  try {
    if (!isObject(entry))
      throw new EventBusError('SerializationException', 'An entry of Targets must be an object.');
    return readTarget(entry);
  } catch (error) {
    if (error instanceof EventBusError) return error;
    throw error;
  }
}

function idOf(entry: unknown): unknown {
  return isObject(entry) ? entry.Id : undefined;
}
