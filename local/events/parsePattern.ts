import { InvalidPatternError } from './InvalidPatternError.ts';
import { onlyEntry, parseOperator, type Scalar, type Test } from './parseOperator.ts';
import { isObject } from './readInput.ts';

/** A field that the pattern names, with what its values must be. */
export interface Condition {
  path: string[];
  /** One of them must hold for one value. */
  tests: Test[];
  /** Also content when the event has no value at this path: {"exists": false}. */
  orAbsent: boolean;
}

/** The conditions of one alternative, in the event's own shape. */
export interface PatternNode {
  condition?: Condition;
  fields: Map<string, PatternNode>;
}

/** An event matches when one alternative matches; `$or` is multiplied out, so none is left inside. */
export interface Pattern {
  alternatives: PatternNode[];
}

type Conjunction = Map<string, Condition>;

/** User guide, "Complex example with multiple matching": `$or` may not lead to more than 1,000 combinations. */
const MAX_COMBINATIONS = 1000;

/** Names that may not be fields inside `$or` (event-ruler, RESERVED_FIELD_NAMES_IN_OR_RELATIONSHIP). */
const RESERVED_IN_OR = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric'],
  ...['cidr', '=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case', 'date-after'],
  ...['date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range', 'ip-address-in-range'],
  'ip-address-not-in-range',
]);

/** Throws InvalidPatternError. Numbers are IEEE 754 doubles, as in event-ruler. */
export function parsePattern(text: string): Pattern {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw new InvalidPatternError('Invalid JSON');
  }
  if (!isObject(pattern)) throw new InvalidPatternError('Filter is not an object');
  return { alternatives: parseFields(pattern, [], [new Map()], false).map(toTree) };
}

function parseFields(
  object: Record<string, unknown>,
  path: string[],
  before: Conjunction[],
  insideOr: boolean,
): Conjunction[] {
  const entries = Object.entries(object);
  if (entries.length === 0) throw new InvalidPatternError('Empty objects are not allowed');
  let conjunctions = before;
  for (const [name, value] of entries) {
    if (name === '$or') {
      conjunctions = parseOr(value, path, conjunctions);
    } else if (insideOr && RESERVED_IN_OR.has(name)) {
      throw new InvalidPatternError(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    } else if (Array.isArray(value)) {
      const condition = parseValues(value, [...path, name]);
      conjunctions = conjunctions.map((each) => new Map(each).set(condition.path.join('\0'), condition));
    } else if (isObject(value)) {
      conjunctions = parseFields(value, [...path, name], conjunctions, insideOr);
    } else {
      throw new InvalidPatternError(`"${name}" must be an object or an array`);
    }
  }
  return conjunctions;
}

function parseOr(value: unknown, path: string[], before: Conjunction[]): Conjunction[] {
  if (!Array.isArray(value)) throw new InvalidPatternError('It must be an Array followed with $or.');
  const combinations = (value as unknown[]).flatMap((alternative) => {
    if (!isObject(alternative))
      throw new InvalidPatternError('Only JSON object is allowed in array of $or relationship.');
    return parseFields(alternative, path, before, true);
  });
  if (value.length < 2)
    throw new InvalidPatternError('There must have at least 2 Objects in $or relationship.');
  if (combinations.length > MAX_COMBINATIONS)
    throw new InvalidPatternError(
      `$or leads to ${combinations.length} combinations, and at most ${MAX_COMBINATIONS} are allowed. ` +
        'Split the pattern into several rules.',
    );
  return combinations;
}

function parseValues(values: unknown[], path: string[]): Condition {
  if (values.length === 0) throw new InvalidPatternError('Empty arrays are not allowed');
  const condition: Condition = { path, tests: [], orAbsent: false };
  for (const value of values) {
    if (isAbsence(value)) condition.orAbsent = true;
    else condition.tests.push(isObject(value) ? parseOperator(value) : exactly(value));
  }
  return condition;
}

/** Whether it is {"exists": false}; {"exists": true} is true of any value, and parseOperator's. */
function isAbsence(value: unknown): boolean {
  if (!isObject(value) || !Object.hasOwn(value, 'exists')) return false;
  const [, operand] = onlyEntry(value, '');
  if (typeof operand !== 'boolean')
    throw new InvalidPatternError('exists match pattern must be either true or false.');
  return !operand;
}

/** Numbers are compared by value: 300, 300.0 and 3.0e2 are equal (user guide, "Numeric matching"). */
function exactly(wanted: unknown): Test {
  if (typeof wanted === 'object' && wanted !== null)
    throw new InvalidPatternError('Match value must be String, number, true, false, or null');
  return (value: Scalar) => value === wanted;
}

function toTree(conjunction: Conjunction): PatternNode {
  const root: PatternNode = { fields: new Map() };
  for (const condition of conjunction.values()) {
    let node = root;
    for (const name of condition.path) {
      const next: PatternNode = node.fields.get(name) ?? { fields: new Map() };
      node.fields.set(name, next);
      node = next;
    }
    node.condition = condition;
  }
  return root;
}
