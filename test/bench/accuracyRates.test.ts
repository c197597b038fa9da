import test from 'ava';
import { AccuracyError } from '../../bench/accuracy/AccuracyError.ts';
import { countOnce, equalErrorRate, ratesAt, tarAtFar } from '../../bench/accuracy/statistics/errorRates.ts';

/** So many distances, from `first` on in steps of a thousandth. */
const row = (count: number, first: number) => Array.from({ length: count }, (_, at) => first + at / 1000);

test('Genuine pairs that are all nearer than impostor pairs have an EER of 0', (t) => {
  t.is(equalErrorRate(countOnce([0.3, 0.1, 0.2]), countOnce([0.9, 0.4])), 0);
});

test('The EER is the rate at which as large a share of each kind is on the wrong side', (t) => {
  // At 0.35 one of four impostors is accepted and one of four genuine pairs is not.
  t.is(equalErrorRate(countOnce([0.1, 0.2, 0.3, 0.4]), countOnce([0.35, 0.5, 0.6, 0.7])), 0.25);
  t.is(equalErrorRate(countOnce([0.5, 0.6]), countOnce([0.1, 0.2])), 1);
});

test('Where the rates cross while one of them stands still, the EER is that one', (t) => {
  // A third of the genuine pairs is missed before and after the impostor at 0.5 is accepted.
  t.is(equalErrorRate(countOnce([0.1, 0.2, 0.6]), countOnce([0.5, 0.7])), 1 / 3);
  // One of 1,000 impostors is accepted before and after the last genuine pair is.
  t.is(equalErrorRate(countOnce([0.1, 0.4]), countOnce([0.3, ...row(999, 0.5)])), 0.001);
});

test('Two kinds with the very same distances have an EER of one half', (t) => {
  for (const same of [[0.5], [0.1, 0.2, 0.3], [0.4, 0.4, 0.4, 0.4]])
    t.is(equalErrorRate(countOnce(same), countOnce(same)), 0.5);
});

test('Distances that are tied between the kinds are interpolated', (t) => {
  // From (FAR 0, missed 1/2) to (1, 0): they meet after a third of the way.
  t.is(equalErrorRate(countOnce([0.1, 0.5]), countOnce([0.5, 0.5])), 1 / 3);
});

test('The EER does not change when the kinds trade places and near becomes far', (t) => {
  const [genuine, impostor] = [
    [0.1, 0.25, 0.4, 0.55, 0.7],
    [0.3, 0.5, 0.6, 0.8],
  ];
  const mirrored = (distances: number[]) => countOnce(distances.map((distance) => 1 - distance));
  const rate = equalErrorRate(countOnce(genuine!), countOnce(impostor!));
  t.true(rate > 0 && rate < 0.5);
  t.true(Math.abs(equalErrorRate(mirrored(impostor!), mirrored(genuine!)) - rate) < 1e-12);
});

test('A genuine pair that could not be compared is missed at every distance', (t) => {
  const [genuine, impostor] = [countOnce([0.1, Infinity]), countOnce([0.5, 0.6])];
  t.deepEqual(tarAtFar(genuine, impostor, 0), { tar: 0.5, far: 0, distance: 0.1 });
  t.deepEqual(tarAtFar(genuine, impostor, 1), { tar: 0.5, far: 1, distance: 0.6 });
  t.deepEqual(ratesAt(genuine, impostor, 10), { tar: 0.5, far: 1 });
  t.is(equalErrorRate(genuine, impostor), 0.5);
});

test('The distance for a FAR is the largest that occurs at which no larger share of impostors is accepted', (t) => {
  const genuine = countOnce([0.2, 0.5015, 0.503, 0.9]);
  const impostor = countOnce(row(1000, 0.5));
  t.deepEqual(tarAtFar(genuine, impostor, 0), { tar: 0.25, far: 0, distance: 0.2 });
  t.deepEqual(tarAtFar(genuine, impostor, 0.001), { tar: 0.25, far: 0.001, distance: 0.5 });
  // The genuine pair at 0.5015 lies between the second and the third impostor.
  t.deepEqual(tarAtFar(genuine, impostor, 0.002), { tar: 0.5, far: 0.002, distance: 0.5015 });
  t.deepEqual(tarAtFar(genuine, impostor, 0.0029), { tar: 0.5, far: 0.002, distance: 0.5015 });
});

test('Impostors at one distance are accepted together or not at all, and a genuine pair tied with them too', (t) => {
  const impostor = countOnce([0.5, 0.5, ...row(998, 0.6)]);
  t.deepEqual(tarAtFar(countOnce([0.4, 0.5]), impostor, 0.001), { tar: 0.5, far: 0, distance: 0.4 });
  t.deepEqual(tarAtFar(countOnce([0.4, 0.5]), impostor, 0.002), { tar: 1, far: 0.002, distance: 0.5 });
});

test('A share that is the FAR itself is accepted, whatever the number of pairs', (t) => {
  for (const thousands of [1, 3, 7, 29]) {
    const { far } = tarAtFar(countOnce([0.1]), countOnce(row(thousands * 1000, 0.5)), 0.001);
    t.is(far, 0.001);
  }
});

test('With fewer impostors than the FAR needs, TAR is that at a FAR of 0', (t) => {
  t.deepEqual(tarAtFar(countOnce([0.1, 0.6]), countOnce(row(99, 0.5)), 0.01), {
    tar: 0.5,
    far: 0,
    distance: 0.1,
  });
  t.deepEqual(tarAtFar(countOnce([0.6]), countOnce([0.5]), 0.01), { tar: 0, far: 0, distance: null });
});

test('A pair at the very distance is accepted', (t) => {
  t.deepEqual(ratesAt(countOnce([0.5, 0.6, 0.7]), countOnce([0.6, 0.8]), 0.6), { tar: 2 / 3, far: 0.5 });
  t.deepEqual(ratesAt(countOnce([0.5]), countOnce([0.6]), 0.4), { tar: 0, far: 0 });
});

test('A pair that counts twice weighs as two pairs do', (t) => {
  const weighed = { distance: Float64Array.of(0.1, 0.5), weight: Float64Array.of(1, 3), total: 4 };
  const [written, impostor] = [countOnce([0.1, 0.5, 0.5, 0.5]), countOnce([0.4, 0.7])];
  t.is(equalErrorRate(weighed, impostor), equalErrorRate(written, impostor));
  t.deepEqual(tarAtFar(weighed, impostor, 0.5), tarAtFar(written, impostor, 0.5));
  t.deepEqual(ratesAt(weighed, impostor, 0.5), ratesAt(written, impostor, 0.5));
});

test('Without pairs of one kind there are no rates, and the error says which kind', (t) => {
  for (const rate of [
    equalErrorRate,
    (g: ReturnType<typeof countOnce>, i: typeof g) => tarAtFar(g, i, 0.01),
    (g: ReturnType<typeof countOnce>, i: typeof g) => ratesAt(g, i, 0.5),
  ]) {
    t.throws(() => rate(countOnce([]), countOnce([0.5])), {
      instanceOf: AccuracyError,
      message: /0 genuine pairs/,
    });
    t.throws(() => rate(countOnce([0.5]), countOnce([])), {
      instanceOf: AccuracyError,
      message: /0 impostor pairs/,
    });
  }
});

test('A distance that is no number is an error and not a rate', (t) => {
  t.throws(() => countOnce([0.5, Number.NaN, 0.1]), { instanceOf: AccuracyError, message: /not a number/ });
});
