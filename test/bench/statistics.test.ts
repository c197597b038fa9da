import test from 'ava';
import { amount } from '../../bench/report/amount.ts';
import { mean, median, quantile, spread, sum } from '../../bench/report/statistics.ts';
import { atLeast, atMost } from '../../bench/report/Target.ts';

test('a quantile lies between the two values around it, whatever their order', (t) => {
  t.is(quantile([40, 10, 30, 20], 0.5), 25);
  t.is(quantile([40, 10, 30, 20], 0), 10);
  t.is(quantile([40, 10, 30, 20], 1), 40);
  t.is(quantile([0, 100], 0.95), 95);
  t.is(quantile([7], 0.99), 7);
});

test('values are compared as numbers and left in their order', (t) => {
  const values = [100, 9, 20];
  t.is(median(values), 20);
  t.deepEqual(values, [100, 9, 20]);
});

test('of no values there is neither quantile nor mean, but the sum is 0', (t) => {
  t.throws(() => median([]), { instanceOf: RangeError, message: /0 values; at least 1/ });
  t.throws(() => mean([]), { instanceOf: RangeError, message: /0 values; at least 1/ });
  t.throws(() => quantile([1], 95), { instanceOf: RangeError, message: /95, but must be from 0 to 1/ });
  t.is(sum([]), 0);
});

test('one slow round moves the highest and not the median', (t) => {
  t.deepEqual(spread([2, 900, 3]), { median: 3, low: 2, high: 900 });
  t.is(mean([2, 900, 3]), 905 / 3);
});

test('a target is met at its very limit', (t) => {
  t.true(atLeast({ what: '', value: 5, limit: 5, unit: 'x' }).met);
  t.false(atLeast({ what: '', value: 4.99, limit: 5, unit: 'x' }).met);
  t.true(atMost({ what: '', value: 5, limit: 5, unit: 'ms' }).met);
  t.false(atMost({ what: '', value: 5.01, limit: 5, unit: 'ms' }).met);
});

test('an amount is shown with about three digits, and one that is not known with a hyphen', (t) => {
  t.deepEqual([1234.5, 99.94, 9.876, 0.01234, 0, undefined].map(amount), [
    '1235',
    '99.9',
    '9.88',
    '0.012',
    '0',
    '-',
  ]);
});
