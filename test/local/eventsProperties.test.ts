import { TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import test from 'ava';
import fc from 'fast-check';
import { InvalidPatternError } from '../../local/events/InvalidPatternError.ts';
import { matchPattern } from '../../local/events/matchPattern.ts';
import { parsePattern } from '../../local/events/parsePattern.ts';
import { parseWildcard } from '../../local/events/parseWildcard.ts';
import { event, eventForOr, MARK, patternOf, replaced, scalar } from './eventsArbitraries.ts';
import { startBus } from './eventsHarness.ts';

/* What holds for every event and every pattern. SEED=<number> repeats a run; a failure says which event it was. */

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const RUNS = { seed, numRuns: 500 };

const matches = (pattern: unknown, of: unknown) => matchPattern(parsePattern(JSON.stringify(pattern)), of);
const builtOf = (events: typeof event) =>
  events.chain((one) => patternOf(one).map((found) => ({ event: one, ...found })));
const built = builtOf(event);
const builtForOr = builtOf(eventForOr);

test.before((t) => t.log(`SEED=${seed}`));

test('a pattern that is built from an event matches it', (t) => {
  fc.assert(
    fc.property(built, ({ event, pattern }) => matches(pattern, event)),
    RUNS,
  );
  t.pass();
});

test('an event in which one value is changed to what its pattern does not ask for does not match', (t) => {
  const changed = built
    .filter(({ slots }) => slots.length > 0)
    .chain(({ event, pattern, slots }) =>
      fc
        .constantFrom(...slots)
        .chain(({ path, wrong }) =>
          fc.constantFrom(...wrong).map((value) => ({ event: replaced(event, path, value), pattern })),
        ),
    );
  fc.assert(
    fc.property(changed, ({ event, pattern }) => !matches(pattern, event)),
    { ...RUNS, numRuns: 1000 },
  );
  t.pass();
});

test('fields that the pattern does not name, and the order of fields, are of no account', (t) => {
  fc.assert(
    fc.property(built, scalar, ({ event, pattern }, other) => {
      const reversed = Object.fromEntries(Object.entries(event).reverse());
      return matches(pattern, { [`${MARK}other`]: other, ...reversed });
    }),
    RUNS,
  );
  t.pass();
});

test('a value within a list matches as it does alone, whatever stands beside it', (t) => {
  fc.assert(
    fc.property(built, fc.array(scalar, { maxLength: 3 }), ({ event, pattern }, others) => {
      const wrapped = Object.fromEntries(
        Object.entries(event).map(([name, value]) => [name, [...others, value]]),
      );
      return matches(pattern, wrapped);
    }),
    RUNS,
  );
  t.pass();
});

test('$or matches if and only if one of its alternatives does', (t) => {
  fc.assert(
    fc.property(builtForOr, builtForOr, ({ event, pattern: one }, { pattern: other }) => {
      const alternatives = { $or: [{ d: one }, { d: other }] };
      const whole = { d: event };
      return matches(alternatives, whole) === (matches(one, event) || matches(other, event));
    }),
    RUNS,
  );
  t.pass();
});

test('anything-but a list is the contrary of that list, for a single value', (t) => {
  const lists = fc.oneof(
    fc.array(fc.constantFrom('a', 'B', '', 'ab'), { minLength: 1 }),
    fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1 }),
  );
  const values = fc.oneof(scalar, fc.constantFrom('a', 'B', ''), fc.integer({ min: 0, max: 3 }));
  fc.assert(
    fc.property(
      lists,
      values,
      (list, value) =>
        matches({ v: [{ 'anything-but': list }] }, { v: value }) !== matches({ v: list }, { v: value }),
    ),
    RUNS,
  );
  t.pass();
});

test('exists true is the contrary of exists false', (t) => {
  fc.assert(
    fc.property(
      event,
      (one) => matches({ a: [{ exists: true }] }, one) !== matches({ a: [{ exists: false }] }, one),
    ),
    RUNS,
  );
  t.pass();
});

test('a wildcard takes what the regular expression of the same meaning takes', (t) => {
  const wildcard = fc
    .array(fc.constantFrom('a', 'b', '*'), { maxLength: 8 })
    .map((all) => all.join('').replace(/\*+/g, '*'));
  const value = fc.array(fc.constantFrom('a', 'b'), { maxLength: 12 }).map((all) => all.join(''));
  fc.assert(
    fc.property(wildcard, value, (pattern, text) => {
      const same = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
      return parseWildcard(pattern)(text) === same.test(text);
    }),
    { ...RUNS, numRuns: 3000 },
  );
  t.pass();
});

test('any JSON is a pattern or is refused with a reason, and no event makes a pattern fail', (t) => {
  const operators = fc.constantFrom(
    ...['prefix', 'suffix', 'exists', 'numeric', 'cidr', 'wildcard', 'anything-but', 'exactly', '$or', 'a'],
    'equals-ignore-case',
  );
  const anyPattern = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'medium' },
      scalar,
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(operators, tie('node'), { maxKeys: 2 }),
    ),
  })).node;
  fc.assert(
    fc.property(anyPattern, fc.anything(), (pattern, of) => {
      try {
        matches(pattern, JSON.parse(JSON.stringify(of) ?? 'null'));
      } catch (error) {
        if (!(error instanceof InvalidPatternError)) throw error;
        return error.reason.length > 0;
      }
      return true;
    }),
    { ...RUNS, numRuns: 2000 },
  );
  t.pass();
});

test('TestEventPattern agrees, over the wire', async (t) => {
  const { client } = await startBus(t);
  const envelope = {
    version: '0',
    id: '1',
    account: '000000000000',
    source: 'face-inbox',
    time: '2026-01-01T00:00:00Z',
    region: 'eu-central-1',
    resources: [],
    'detail-type': 'x',
  };
  const small = built.filter(({ pattern }) => JSON.stringify(pattern).length < 2000);
  await fc.assert(
    fc.asyncProperty(small, async ({ event, pattern }) => {
      const command = new TestEventPatternCommand({
        EventPattern: JSON.stringify({ detail: pattern }),
        Event: JSON.stringify({ ...envelope, detail: event }),
      });
      return (await client.send(command)).Result === true;
    }),
    { seed, numRuns: 50 },
  );
  t.pass();
});
