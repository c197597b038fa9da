import test from 'ava';
import { LARGEST_PAIR, quantizeRow } from '../../weights/quantize/quantizeRow.ts';
import { randoms } from './support/randoms.ts';

test('Weights that are whole multiples of a step are kept without loss', (t) => {
  const step = 0.0123;
  const whole = [3, -50, 64, 64, 127, -127, 0, 1];
  const { step: found, values } = quantizeRow(
    Float64Array.from(whole, (n) => n * step),
    'products',
    step,
  );
  t.is(found, step);
  t.deepEqual([...values], whole);
});

test('A row of zeros stays zeros', (t) => {
  t.deepEqual([...quantizeRow(new Float64Array(4), 'products').values], [0, 0, 0, 0]);
});

test('No two neighbours of one sign add up to more than 16 bits can hold 255 times', (t) => {
  t.true(255 * LARGEST_PAIR < 2 ** 15);
  const random = randoms(1);
  for (let trial = 0; trial < 200; trial++) {
    // Steps of their own that are too small for the row, too.
    const row = Float64Array.from({ length: 27 }, () => (random() - 0.4) ** 3);
    const { values } = quantizeRow(row, 'products', trial % 2 ? 0.0005 : undefined);
    for (let at = 0; at + 1 < values.length; at += 2) {
      const [a, b] = [values[at]!, values[at + 1]!];
      t.true(Math.max(a, 0) + Math.max(b, 0) <= LARGEST_PAIR);
      t.true(Math.min(a, 0) + Math.min(b, 0) >= -LARGEST_PAIR);
    }
    t.true(values.every((value) => value >= -127 && value <= 127));
  }
});

test('What a window does to an even area stays right to half a step', (t) => {
  const random = randoms(2);
  for (let trial = 0; trial < 200; trial++) {
    const row = Float64Array.from({ length: 9 }, () => random() - 0.5);
    const { step, values } = quantizeRow(row, 'window');
    const wanted = row.reduce((sum, weight) => sum + weight, 0);
    const found = values.reduce((sum, value) => sum + value, 0) * step;
    t.true(Math.abs(found - wanted) <= step * 0.501);
  }
});
