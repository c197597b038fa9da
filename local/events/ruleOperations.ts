import { requireBus } from './busOperations.ts';
import { EventBusError, quotaExceeded, unknownRule, validationError } from './EventBusError.ts';
import type { Context } from './handleRequest.ts';
import { InvalidPatternError } from './InvalidPatternError.ts';
import { matchPattern } from './matchPattern.ts';
import type { Rule, RuleState } from './openCatalog.ts';
import { page } from './page.ts';
import { type Pattern, parsePattern } from './parsePattern.ts';
import { type Input, isObject, NAME, readString, refuse, requireString } from './readInput.ts';

/** User guide, "EventBridge event bus quotas": rules per bus, and characters of an event pattern. */
const MAX_RULES = 300;
const MAX_PATTERN = 2048;
/** The API's own bound on EventPattern, above the quota. */
const LONGEST_PATTERN = { max: 4096 };

const STATES: RuleState[] = ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'];

/** The rule that a request means, of the bus it names. */
export function requireRule(input: Input, context: Context, parameter = 'Name'): Rule {
  const name = requireString(input, parameter, NAME);
  const bus = requireBus(input, context).name;
  const rule = context.catalog.rule(bus, name);
  if (!rule) throw unknownRule(name, bus);
  return rule;
}

/** Makes or replaces the rule: what is left out is not kept, but for the targets (API reference, PutRule). */
export function putRule(input: Input, context: Context): Input {
  const name = requireString(input, 'Name', NAME);
  if (readString(input, 'ScheduleExpression'))
    throw validationError(
      'ScheduleExpression is not supported by the local event bus, which has no clock. Use EventPattern.',
    );
  const pattern = readString(input, 'EventPattern', LONGEST_PATTERN);
  if (pattern === undefined)
    throw validationError('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  refuse(input, ['Tags']);
  const bus = requireBus(input, context).name;
  if (pattern.length > MAX_PATTERN)
    throw quotaExceeded(
      `The event pattern has ${pattern.length} characters; the quota is ${MAX_PATTERN}. Split the rule.`,
    );
  compile(pattern);
  if (!context.catalog.rule(bus, name) && context.catalog.rules(bus).length >= MAX_RULES)
    throw quotaExceeded(`Event bus ${bus} has ${MAX_RULES} rules, and no more are allowed. Delete one.`);
  const description = readString(input, 'Description', { max: 512 }) ?? null;
  const roleArn = readString(input, 'RoleArn', { min: 1, max: 1600 }) ?? null;
  context.catalog.putRule({ bus, name, pattern, state: readState(input), description, roleArn });
  return { RuleArn: context.arns.rule(bus, name) };
}

export function describeRule(input: Input, context: Context): Input {
  return describe(requireRule(input, context), context);
}

export function listRules(input: Input, context: Context): Input {
  const prefix = readString(input, 'NamePrefix', NAME) ?? '';
  const rules = context.catalog.rules(requireBus(input, context).name);
  const chosen = rules.filter((rule) => rule.name.startsWith(prefix));
  const { items, NextToken } = page(chosen, (rule) => rule.name, input);
  return { Rules: items.map((rule) => describe(rule, context)), NextToken };
}

/** A rule that does not exist is no error, as in AWS; one that has targets is. */
export function deleteRule(input: Input, context: Context): Input {
  const name = requireString(input, 'Name', NAME);
  const bus = requireBus(input, context).name;
  if (context.catalog.targets(bus, name).length > 0)
    throw validationError("Rule can't be deleted since it has targets.");
  context.catalog.removeRule(bus, name);
  return {};
}

export function enableRule(input: Input, context: Context): Input {
  context.catalog.putRule({ ...requireRule(input, context), state: 'ENABLED' });
  return {};
}

export function disableRule(input: Input, context: Context): Input {
  context.catalog.putRule({ ...requireRule(input, context), state: 'DISABLED' });
  return {};
}

/** API reference, TestEventPattern: these fields of the event are mandatory. */
const MANDATORY = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

export function testEventPattern(input: Input): Input {
  const pattern = compile(requireString(input, 'EventPattern', LONGEST_PATTERN));
  const event = parseEvent(requireString(input, 'Event'));
  const missing = MANDATORY.find((name) => event[name] === undefined || event[name] === null);
  if (missing) throw validationError(`Parameter Event is not valid. Reason: ${missing} is a required field.`);
  return { Result: matchPattern(pattern, event) };
}

function parseEvent(text: string): Input {
  try {
    const event: unknown = JSON.parse(text);
    if (isObject(event)) return event;
  } catch {
    // said below, as of any other text that is no JSON object
  }
  throw validationError('Parameter Event is not valid. Reason: Event must be a JSON object.');
}

function compile(pattern: string): Pattern {
  try {
    return parsePattern(pattern);
  } catch (error) {
    if (!(error instanceof InvalidPatternError)) throw error;
    throw new EventBusError('InvalidEventPatternException', error.message);
  }
}

function readState(input: Input): RuleState {
  const named = readString(input, 'State') ?? 'ENABLED';
  const state = STATES.find((each) => each === named);
  if (state) return state;
  throw validationError(
    `1 validation error detected: Value '${named}' at 'state' failed to satisfy constraint: ` +
      `Member must satisfy enum value set: [${STATES.join(', ')}]`,
  );
}

function describe(rule: Rule, { arns }: Context): Input {
  return {
    Name: rule.name,
    Arn: arns.rule(rule.bus, rule.name),
    EventPattern: rule.pattern,
    State: rule.state,
    Description: rule.description ?? undefined,
    RoleArn: rule.roleArn ?? undefined,
    EventBusName: rule.bus,
  };
}
