import test from 'ava';
import type { SQSRecord } from 'aws-lambda';
import { partialBatch } from '../../local/lambda/partialBatch.ts';
import { takeBatch } from '../../local/lambda/takeBatch.ts';

const ids = ['a', 'b', 'c'];
const failures = (...items: unknown[]) => ({ batchItemFailures: items });

const succeeds: [string, unknown][] = [
  ['an empty batchItemFailures list', failures()],
  ['a null batchItemFailures list', { batchItemFailures: null }],
  ['an empty response', {}],
  ['a null response', null],
  ['no response', undefined],
  ['an empty string', ''],
  ['an object with other keys', { statusCode: 200 }],
];
for (const [what, response] of succeeds)
  test(`${what} is a complete success`, (t) => {
    t.deepEqual(partialBatch(ids, response), { succeeded: ids, failed: [] });
  });

const fails: [string, unknown, RegExp][] = [
  ['an empty itemIdentifier', failures({ itemIdentifier: '' }), /\{"itemIdentifier":""\}/],
  ['a null itemIdentifier', failures({ itemIdentifier: null }), /\{"itemIdentifier":null\}/],
  ['a bad key name', failures({ itemIdentifer: 'a' }), /"itemIdentifer"/],
  ['a bad key name beside a good one', failures({ itemIdentifier: 'a' }, { id: 'b' }), /"id":"b"/],
  [
    'an identifier that is not in the batch',
    failures({ itemIdentifier: 'z' }),
    /"z", but must be a messageId/,
  ],
  ['an identifier that is a number', failures({ itemIdentifier: 1 }), /:1\}/],
  ['an identifier without its object', failures('a'), /"a" is in batchItemFailures/],
  ['a null item', failures(null), /null is in batchItemFailures/],
  ['batchItemFailures that is no list', { batchItemFailures: 'a' }, /must be a list/],
  ['a response that is a text', 'not JSON', /must be an object/],
  ['a response that is a list', [], /must be an object/],
  ['a response that is a number', 7, /must be an object/],
  ['a response that is false', false, /must be an object/],
];
for (const [what, response, wrong] of fails)
  test(`${what} is a complete failure`, (t) => {
    const verdict = partialBatch(ids, response);
    t.deepEqual([verdict.succeeded, verdict.failed], [[], ids]);
    t.regex(verdict.wrong ?? '', wrong);
  });

test('named messages fail, the others succeed', (t) => {
  const response = failures({ itemIdentifier: 'c' }, { itemIdentifier: 'a' }, { itemIdentifier: 'a' });
  t.deepEqual(partialBatch(ids, response), { succeeded: ['b'], failed: ['a', 'c'] });
});

const record = (body: string) => ({ messageId: 'm', body }) as SQSRecord;

test('a batch has at most the batch size, and leaves the rest for the next', (t) => {
  const held = Array.from({ length: 5 }, (_, index) => record(String(index)));
  t.deepEqual(
    takeBatch(held, 3).map(({ body }) => body),
    ['0', '1', '2'],
  );
  t.deepEqual(
    held.map(({ body }) => body),
    ['3', '4'],
  );
});

test('a batch is at most 6 MB as JSON, and a single larger message goes alone', (t) => {
  const megabyte = 1024 * 1024;
  const plain = Array.from({ length: 10 }, () => record('x'.repeat(megabyte)));
  t.is(takeBatch(plain, 10).length, 5);
  const escaped = Array.from({ length: 10 }, () => record('"'.repeat(megabyte))); // two bytes each in JSON
  t.is(takeBatch(escaped, 10).length, 2);
  const huge = [record('\u0001'.repeat(2 * megabyte)), record('next')]; // six bytes each
  t.is(takeBatch(huge, 10).length, 1);
});
