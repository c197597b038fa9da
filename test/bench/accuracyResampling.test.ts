import test from 'ava';
import { AccuracyError } from '../../bench/accuracy/AccuracyError.ts';
import { bootstrapPeople } from '../../bench/accuracy/statistics/bootstrapPeople.ts';
import { comparePhotos, pairsOf } from '../../bench/accuracy/statistics/comparePhotos.ts';
import { countOnce, equalErrorRate, type Weighed } from '../../bench/accuracy/statistics/errorRates.ts';
import { randomNumbers, shuffled } from '../../bench/accuracy/statistics/randomNumbers.ts';
import { mean, median, quantile } from '../../bench/accuracy/statistics/summary.ts';

/** Photos on a line: a descriptor of one number, whose distance is the difference. */
const photos = (...all: [person: string, at: number][]) =>
  all.map(([person, at]) => ({ person, descriptor: Float32Array.of(at) }));
const apart = (a: Float32Array, b: Float32Array) => Math.abs(a[0]! - b[0]!);
const compared = (...all: [person: string, at: number][]) => comparePhotos(photos(...all), apart);

const sum = ({ weight }: Weighed) => weight.reduce((a, b) => a + b, 0);

test('Every two photos make a pair, genuine where they show one person, nearest first', (t) => {
  const { genuine, impostor } = pairsOf(compared(['ann', 0], ['bob', 3], ['ann', 1], ['cyd', 8]));
  t.deepEqual([...genuine.distance], [1]);
  t.deepEqual([...impostor.distance], [2, 3, 5, 7, 8]);
  // Ann is 0, Bob 1, Cyd 2, in the order of their first photos.
  t.deepEqual(
    [...impostor.a].map((a, at) => [a, impostor.b[at]].toSorted().join('')),
    ['01', '01', '12', '02', '02'],
  );
});

test('A photo without a descriptor is infinitely far from all', (t) => {
  const distances = comparePhotos([...photos(['ann', 0], ['ann', 1]), { person: 'bob' }], apart);
  t.deepEqual([...pairsOf(distances).impostor.distance], [Infinity, Infinity]);
  t.is(distances.people, 2);
});

test('More photos than can be compared are refused before anything is', (t) => {
  const many = Array.from({ length: 3164 }, () => ({ person: 'ann' }));
  t.throws(() => comparePhotos(many, () => t.fail() as never), {
    instanceOf: AccuracyError,
    message: /3164 photos make 5003866 pairs, and at most 5000000 .*--limit/s,
  });
});

const three = () =>
  pairsOf(compared(['ann', 0], ['ann', 1], ['bob', 10], ['bob', 12], ['cyd', 20], ['cyd', 24]));

test('Drawn people weigh their genuine pairs once a draw, impostor pairs by both, and never meet themselves', (t) => {
  const { genuine, impostor } = three();
  const seen = new Set<string>();
  const weights = (g: Weighed, i: Weighed) => {
    seen.add(`${sum(g)} ${sum(i)}`);
    return [sum(g), sum(i)];
  };
  const [first, second] = bootstrapPeople(genuine, impostor, weights, { people: 3, resamples: 500, seed: 1 });
  // Each of three people, 4 impostor pairs between any two: once each 12; one twice, one once 8; one thrice is drawn again.
  t.deepEqual([...seen].sort(), ['3 12', '3 8']);
  t.deepEqual(first, { low: 3, high: 3 });
  t.deepEqual(second, { low: 8, high: 12 });
});

test('Of two people every draw that counts is the set itself', (t) => {
  const { genuine, impostor } = pairsOf(compared(['ann', 0], ['ann', 4], ['bob', 3], ['bob', 6]));
  const rate = equalErrorRate(countOnce(genuine.distance), countOnce(impostor.distance));
  t.true(rate > 0);
  const intervals = bootstrapPeople(genuine, impostor, (g, i) => [equalErrorRate(g, i)], {
    people: 2,
    resamples: 50,
    seed: 7,
  });
  t.deepEqual(intervals, [{ low: rate, high: rate }]);
});

test('The same seed gives the same interval', (t) => {
  const { genuine, impostor } = pairsOf(
    compared(
      ['ann', 0],
      ['ann', 4],
      ['bob', 3],
      ['bob', 6],
      ['cyd', 5],
      ['cyd', 13],
      ['dan', 9],
      ['dan', 10],
    ),
  );
  const run = (seed: number) => {
    const rates: number[] = [];
    const [interval] = bootstrapPeople(
      genuine,
      impostor,
      (g, i) => {
        rates.push(equalErrorRate(g, i));
        return [rates.at(-1)!];
      },
      { people: 4, resamples: 40, seed },
    );
    return { rates, interval: interval! };
  };
  t.deepEqual(run(1), run(1));
  t.is(run(1).rates.length, 40);
  t.true(run(1).interval.low < run(1).interval.high);
  t.notDeepEqual(run(1).rates, run(2).rates);
});

test('Without pairs of one kind there is no interval', (t) => {
  const { genuine, impostor } = pairsOf(compared(['ann', 0], ['ann', 1]));
  t.throws(() => bootstrapPeople(genuine, impostor, () => [0], { people: 1, resamples: 1, seed: 1 }), {
    instanceOf: AccuracyError,
    message: /1 genuine and 0 impostor pairs/,
  });
});

test('Random numbers are the same for a seed, others for another, and spread evenly', (t) => {
  const draw = (seed: number, count: number) => Array.from({ length: count }, randomNumbers(seed));
  t.deepEqual(draw(5, 10), draw(5, 10));
  t.notDeepEqual(draw(5, 10), draw(6, 10));
  for (const seed of [0, 1, -1, 2 ** 31]) {
    const tenths = new Array(10).fill(0);
    for (const value of draw(seed, 10_000)) tenths[Math.floor(value * 10)]++;
    t.is(tenths.length, 10);
    // Five standard deviations of a count of 1,000.
    for (const count of tenths) t.true(Math.abs(count - 1000) < 150, `${seed}: ${tenths}`);
  }
});

test('A shuffle keeps all values and gives every order', (t) => {
  const random = randomNumbers(3);
  const orders = Array.from({ length: 600 }, () => shuffled(['a', 'b', 'c'], random).join(''));
  t.deepEqual([...new Set(orders)].sort(), ['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
});

test('Mean, median and quantiles of a few numbers', (t) => {
  t.is(mean([1, 2, 6]), 3);
  t.is(median([5, 1, 3]), 3);
  t.is(median([4, 1, 2, 3]), 2.5);
  t.is(quantile([10, 20, 30, 40, 50], 0.25), 20);
  t.is(quantile([0, 10], 0.975), 9.75);
  t.is(quantile([1, Infinity, Infinity], 0.9), Infinity);
  t.is(mean([]), undefined);
  t.is(median([]), undefined);
});
