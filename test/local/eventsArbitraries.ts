import fc from 'fast-check';

/*
 * Random events, and patterns that are built from them, so that what must match and what must not is known without
 * asking the matcher. MARK is in no event: a text with it is equal to none, begins with none and ends with none.
 */

export const MARK = '☃';
type Scalar = string | number | boolean | null;
type Json = Scalar | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

const text = fc
  .array(fc.constantFrom('a', 'B', 'c', '*', '\\', '"', ' ', '.', '/', 'ä', 'ß', '😀', '1'), { maxLength: 6 })
  .map((characters) => characters.join(''));
const number = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.integer({ min: -8000, max: 8000 }).map((n) => n / 8),
);
export const scalar: fc.Arbitrary<Scalar> = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const NAMES = ['a', 'b', 'c', '$', 'x y', 'Ä', '__proto__'];
/** Operators too may be the names of fields, but not within $or. */
const OPERATORS = ['prefix', 'numeric', 'exists'];

function eventOf(names: string[]): fc.Arbitrary<JsonObject> {
  return fc.letrec<{ node: Json; object: JsonObject }>((tie) => ({
    object: fc
      .uniqueArray(fc.tuple(fc.constantFrom(...names), tie('node')), {
        minLength: 1,
        maxLength: 3,
        selector: ([key]) => key,
      })
      .map((entries) => Object.fromEntries(entries) as JsonObject),
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.array(scalar, { minLength: 1, maxLength: 3 }),
      fc.array(tie('object'), { minLength: 1, maxLength: 3 }),
      tie('object'),
    ),
  })).object;
}

export const event = eventOf([...NAMES, ...OPERATORS]);
export const eventForOr = eventOf(NAMES);

/** A condition that holds for a value, and values for which it does not; `undefined` is no field at all. */
interface Ask {
  condition: unknown;
  wrong: unknown[];
}

/** A place of an event and what it must not hold; through objects only, so that it is the only value there. */
interface Slot {
  path: string[];
  wrong: unknown[];
}

export interface Built {
  pattern: unknown;
  slots: Slot[];
}

const NO_TEXT = [1, true, null, undefined, {}, []];
const swapCase = (value: string) =>
  value.replace(/[a-z]/gi, (one) => (one < 'a' ? one.toLowerCase() : one.toUpperCase()));
const escaped = (value: string) => value.replace(/[*\\]/g, '\\$&');

function askOf(value: Scalar): fc.Arbitrary<Ask> {
  const anything: Ask = { condition: { exists: true }, wrong: [undefined, {}, []] };
  if (typeof value === 'string') return askOfText(value, anything);
  if (typeof value === 'number') return askOfNumber(value, anything);
  return fc.constantFrom(anything, { condition: value, wrong: [String(value), !value, 0, undefined] });
}

function askOfText(value: string, anything: Ask): fc.Arbitrary<Ask> {
  const characters = [...value];
  const cut = fc.integer({ min: 0, max: characters.length });
  return fc.tuple(cut, cut).chain(([one, other]) => {
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    const head = characters.slice(0, from).join('');
    const tail = characters.slice(to).join('');
    const notHead = [...NO_TEXT, ...(head === '' ? [] : [`${MARK}${value}`])];
    const notTail = [...NO_TEXT, ...(tail === '' ? [] : [`${value}${MARK}`])];
    const notText = [...NO_TEXT, `${value}${MARK}`, `${MARK}${value}`];
    const but = (condition: unknown, ...wrong: unknown[]): Ask => ({
      condition: { 'anything-but': condition },
      wrong: [undefined, {}, [], ...wrong],
    });
    return fc.constantFrom<Ask>(
      anything,
      { condition: value, wrong: notText },
      { condition: { exactly: value }, wrong: notText },
      { condition: { prefix: head }, wrong: notHead },
      { condition: { suffix: tail }, wrong: notTail },
      { condition: { 'equals-ignore-case': swapCase(value) }, wrong: notText },
      { condition: { prefix: { 'equals-ignore-case': swapCase(head) } }, wrong: notHead },
      { condition: { suffix: { 'equals-ignore-case': swapCase(tail) } }, wrong: notTail },
      { condition: { wildcard: `${escaped(head)}*${escaped(tail)}` }, wrong: [...notHead, ...notTail] },
      { condition: { wildcard: escaped(value) }, wrong: notText },
      but(MARK, MARK),
      but([1, 2], 1, 2),
      but([MARK, `a${MARK}`], `a${MARK}`),
      but({ prefix: MARK }, MARK, `${MARK}${value}`),
      but({ suffix: [MARK, `x${MARK}`] }, MARK, `${value}${MARK}`),
      but({ 'equals-ignore-case': `A${MARK}` }, `a${MARK}`),
      but({ wildcard: `*${MARK}*` }, `${value}${MARK}${value}`),
    );
  });
}

function askOfNumber(value: number, anything: Ask): fc.Arbitrary<Ask> {
  const noNumber = [String(value), null, true, undefined, {}];
  return fc.constantFrom<Ask>(
    anything,
    { condition: value, wrong: [...noNumber, value + 1] },
    { condition: { numeric: ['=', value] }, wrong: [...noNumber, value + 0.125] },
    { condition: { numeric: ['>=', value] }, wrong: [...noNumber, value - 0.125] },
    { condition: { numeric: ['<=', value] }, wrong: [...noNumber, value + 0.125] },
    { condition: { numeric: ['<', value + 1] }, wrong: [...noNumber, value + 1] },
    { condition: { numeric: ['>', value - 1] }, wrong: [...noNumber, value - 1] },
    {
      condition: { numeric: ['>', value - 1, '<=', value + 1] },
      wrong: [...noNumber, value - 1, value + 1.125],
    },
    { condition: { 'anything-but': value + 1 }, wrong: [value + 1, undefined] },
    { condition: { 'anything-but': [value + 1, value - 1] }, wrong: [value - 1, undefined] },
    { condition: { 'anything-but': [MARK] }, wrong: [MARK, undefined] },
  );
}

/** A pattern that `node` matches: of some of its fields, of one element of each list. */
export function patternOf(node: JsonObject, path: string[] = [], inList = false): fc.Arbitrary<Built> {
  return fc
    .tuple(fc.subarray(Object.keys(node), { minLength: 1 }), fc.boolean())
    .chain(([keys, withAbsent]) => {
      const parts = keys.map((key) =>
        partOf(node[key]!, [...path, key], inList).map((part) => [key, part] as const),
      );
      return fc.tuple(...parts).map((found): Built => {
        const absent = withAbsent && !inList;
        const slot = { path: [...path, MARK], wrong: [1, 'x', null, false, ['x']] };
        return {
          pattern: Object.fromEntries([
            ...found.map(([key, { pattern }]) => [key, pattern]),
            ...(absent ? [[MARK, [{ exists: false }]]] : []),
          ]),
          slots: [...found.flatMap(([, { slots }]) => slots), ...(absent ? [slot] : [])],
        };
      });
    });
}

function partOf(value: Json, path: string[], inList: boolean): fc.Arbitrary<Built> {
  if (Array.isArray(value))
    return fc
      .constantFrom(...value)
      .chain((one) =>
        typeof one === 'object' && one !== null
          ? patternOf(one as JsonObject, path, true)
          : leaf(one, path, inList),
      );
  if (typeof value === 'object' && value !== null) return patternOf(value, path, inList);
  return leaf(value, path, inList);
}

/** A list of conditions, of which one holds, and some others that hold for nothing. */
function leaf(value: Scalar, path: string[], inList: boolean): fc.Arbitrary<Built> {
  const noise = fc.subarray<unknown>([`${MARK}${MARK}`, { prefix: `${MARK}?` }, { numeric: ['>', 4e9] }]);
  return fc.tuple(askOf(value), noise).map(([{ condition, wrong }, others]) => ({
    pattern: [...others, condition],
    slots: inList ? [] : [{ path, wrong }],
  }));
}

/** The event with another value at the path; without it for `undefined`. */
export function replaced(event: JsonObject, path: string[], value: unknown): JsonObject {
  const [key = '', ...below] = path;
  const rest = Object.entries(event).filter(([name]) => name !== key);
  const inner =
    below.length === 0 ? value : replaced(Object.getOwnPropertyDescriptor(event, key)?.value, below, value);
  return Object.fromEntries(inner === undefined ? rest : [...rest, [key, inner]]) as JsonObject;
}
