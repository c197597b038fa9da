import { InvalidPatternError } from './InvalidPatternError.ts';
import { parseCidr } from './parseCidr.ts';
import { parseNumeric } from './parseNumeric.ts';
import { parseWildcard } from './parseWildcard.ts';
import { isObject } from './readInput.ts';

export type Scalar = string | number | boolean | null;
/** Whether one value of an event (never an object or a list) is what the pattern asks for. */
export type Test = (value: Scalar) => boolean;

/**
 * One object in a pattern's list of values, as a test of a value that is there. `exists: false` is not among them:
 * it speaks of a field that is not there, and parsePattern keeps it apart.
 * User guide, "Comparison operators for use in event patterns in Amazon EventBridge".
 */
export function parseOperator(expression: Record<string, unknown>): Test {
  const isCounted = ['numeric', 'anything-but'].includes(Object.keys(expression)[0] ?? '');
  const [name, operand] = onlyEntry(
    expression,
    'Match expression name not found',
    ...(isCounted ? ['Too many elements in numeric expression'] : []),
  );
  switch (name) {
    case 'exists':
      return () => true;
    case 'numeric': {
      const test = parseNumeric(operand);
      return (value) => typeof value === 'number' && test(value);
    }
    case 'anything-but':
      return not(parseAnythingBut(operand));
    case 'prefix':
    case 'suffix':
      return isObject(operand) ? parseIgnoringCase(name, operand) : parseText(name, operand);
    case 'exactly':
    case 'equals-ignore-case':
    case 'wildcard':
    case 'cidr':
      return parseText(name, operand);
    default:
      throw new InvalidPatternError(`Unrecognized match type ${name}`);
  }
}

/** The one entry of an operator's object. */
export function onlyEntry(
  expression: Record<string, unknown>,
  ifEmpty: string,
  ifMore = 'Only one key allowed in match expression',
): [string, unknown] {
  const [first, ...others] = Object.entries(expression);
  if (first === undefined) throw new InvalidPatternError(ifEmpty);
  if (others.length > 0) throw new InvalidPatternError(ifMore);
  return first;
}

const TEXT_TESTS = {
  exactly: (text) => (value) => value === text,
  prefix: (text) => (value) => value.startsWith(text),
  suffix: (text) => (value) => value.endsWith(text),
  'equals-ignore-case': (text) => {
    const folded = fold(text);
    return (value) => fold(value) === folded;
  },
  wildcard: parseWildcard,
  cidr: parseCidr,
} satisfies Record<string, (text: string) => (value: string) => boolean>;

/** An operator on strings; a value of another type is never what it asks for. */
function parseText(name: keyof typeof TEXT_TESTS, operand: unknown): Test {
  if (typeof operand !== 'string')
    throw new InvalidPatternError(`${name === 'exactly' ? 'exact' : name} match pattern must be a string`);
  const test = TEXT_TESTS[name](operand);
  return (value) => typeof value === 'string' && test(value);
}

function parseIgnoringCase(name: 'prefix' | 'suffix', expression: Record<string, unknown>): Test {
  const label = name === 'prefix' ? 'Prefix' : 'Suffix';
  const [inner, operand] = onlyEntry(expression, `${label} expression name not found`);
  if (inner !== 'equals-ignore-case') throw new InvalidPatternError(`Unsupported ${name} pattern: ${inner}`);
  if (typeof operand !== 'string')
    throw new InvalidPatternError('equals-ignore-case match pattern must be a string');
  const folded = fold(operand);
  return (value) =>
    typeof value === 'string' &&
    (name === 'prefix' ? fold(value).startsWith(folded) : fold(value).endsWith(folded));
}

const NO_VALUE = 'Value of anything-but must be an array or single string/number value.';
const NO_TEXT = {
  prefix: 'prefix/suffix match pattern must be a string',
  suffix: 'prefix/suffix match pattern must be a string',
  wildcard: 'wildcard match pattern must be a string',
  'equals-ignore-case':
    'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
};

function isValueOrList(operand: unknown): boolean {
  return Array.isArray(operand) || typeof operand === 'string' || typeof operand === 'number';
}

/** What the value must not be. */
function parseAnythingBut(operand: unknown): Test {
  if (!isObject(operand)) return parseValues(operand);
  const tooMany = 'Too many elements in numeric expression';
  const [name, values] = onlyEntry(operand, 'Anything-But expression name not found', tooMany);
  if (name !== 'prefix' && name !== 'suffix' && name !== 'equals-ignore-case' && name !== 'wildcard')
    throw new InvalidPatternError(`Unsupported anything-but pattern: ${name}`);
  if (!isValueOrList(values)) throw new InvalidPatternError(NO_VALUE);
  const list = Array.isArray(values) ? (values as unknown[]) : [values];
  if (list.some((value) => typeof value !== 'string')) throw new InvalidPatternError(NO_TEXT[name]);
  if ((name === 'prefix' || name === 'suffix') && list.includes(''))
    throw new InvalidPatternError('Null prefix/suffix not allowed');
  return anyOf(list.map((value) => parseText(name, value)));
}

/** Strings only, or numbers only: "Anything-but matching" of the user guide. */
function parseValues(operand: unknown): Test {
  if (!isValueOrList(operand)) throw new InvalidPatternError(NO_VALUE);
  const isList = Array.isArray(operand);
  const values = new Set<unknown>(isList ? (operand as unknown[]) : [operand]);
  const types = new Set([...values].map((value) => typeof value));
  if ([...types].some((type) => type !== 'string' && type !== 'number'))
    throw new InvalidPatternError('Inside anything but list, start|null|boolean is not supported.');
  if (types.size !== 1)
    throw new InvalidPatternError(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  return (value) => values.has(value);
}

function anyOf(tests: Test[]): Test {
  return (value) => tests.some((test) => test(value));
}

function not(test: Test): Test {
  return (value) => !test(value);
}

function fold(text: string): string {
  return text.toLowerCase();
}
