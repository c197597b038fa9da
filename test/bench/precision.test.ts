import test from 'ava';
import type { CallComparison } from '../../bench/precision/comparePhoto.ts';
import { distance, meanDrift, pointsOf } from '../../bench/precision/drift.ts';
import { pairFaces } from '../../bench/precision/pairFaces.ts';
import { summarise } from '../../bench/precision/summarise.ts';
import type { Face } from '../../faces/findFaces.ts';

const face = (x: number, score = 0.9, descriptor = [0, 0]): Face => ({
  box: { x, y: 0, width: 100, height: 100 },
  score,
  landmarks: [{ x, y: 0 }],
  descriptor: Float32Array.from(descriptor),
  plausible: true,
  quality: {} as Face['quality'],
});
const call = (more: Partial<CallComparison>): CallComparison => ({
  network: 'describe',
  size: 150,
  squares: 2,
  ms: { reference: 6, trial: 2 },
  drifts: [0.01, 0.03],
  ...more,
});

test('faces are paired by the greatest overlap, and none twice', (t) => {
  const [a, b] = [face(0), face(300)];
  const [nearer, near, far] = [face(5), face(20), face(600)];
  const pairs = pairFaces([b, a], [far, near, nearer]);
  t.is(pairs.length, 1);
  t.is(pairs[0]!.reference, a);
  t.is(pairs[0]!.trial, nearer);
  t.true(Math.abs(pairs[0]!.iou - 95 / 105) < 1e-9);
});

test('boxes that share half or less are of two faces', (t) => {
  t.deepEqual(pairFaces([face(0)], [face(34)]), []);
  t.is(pairFaces([face(0)], [face(33)]).length, 1);
});

test('descriptors are compared by their Euclidean distance, and only those of one length', (t) => {
  t.is(distance([0, 3], [4, 0]), 5);
  t.throws(() => distance([1], [1, 2]), { instanceOf: RangeError, message: /1 numbers.*of 2/ });
});

test('the drift of landmarks is the mean distance of their points', (t) => {
  t.is(meanDrift(pointsOf([0, 0, 1, 1]), pointsOf([3, 4, 1, 1])), 2.5);
});

test('the summary counts faces, and takes each network by itself', (t) => {
  const reference = [face(0, 0.9, [0, 0]), face(300, 0.8, [3, 4])];
  const trial = [face(0, 0.85, [0, 0]), face(900)];
  const found = { reference, trial, pairs: pairFaces(reference, trial) };
  const calls = [
    call({}),
    call({ ms: { reference: 8, trial: 4 }, drifts: [0.02, 0.06] }),
    call({ network: 'detect', size: 512, squares: 1, drifts: [] }),
  ];
  const figures = summarise({ reference: 'onnx fp32', trial: 'onnx int8' }, [{ found, calls }]);
  t.deepEqual(figures.faces, { reference: 2, trial: 2, both: 1 });
  t.is(figures.boxes.iouLeast, 1);
  t.true(Math.abs(figures.boxes.scores.max - 0.05) < 1e-9);
  const [describe, detect] = figures.networks;
  t.deepEqual(describe!.drift, { mean: 0.03, max: 0.06 });
  t.deepEqual(describe!.ms, { reference: 3.5, trial: 1.5 });
  t.is(describe!.squares, 4);
  t.is(describe!.timesAsFast, 2.5);
  t.is(detect!.drift, null);
  t.deepEqual(
    figures.targets.map(({ what, value, met }) => [what, value, met]),
    [
      ['faces lost', 1, false],
      ['faces more', 1, false],
      ['IoU of the boxes, least', 1, true],
      ['drift of descriptors, mean', 0.03, true],
      ['drift of descriptors, most', 0.06, true],
    ],
  );
});

test('the distances of two faces are compared within and across the engines', (t) => {
  const reference = [face(0, 0.9, [0, 0]), face(300, 0.9, [0, 1])];
  const trial = [face(0, 0.9, [0, 0]), face(300, 0.9, [0, 1.5])];
  const found = { reference, trial, pairs: pairFaces(reference, trial) };
  const { wholeWay } = summarise({ reference: 'a', trial: 'b' }, [{ found, calls: [] }]);
  t.deepEqual(wholeWay.descriptors, { mean: 0.25, max: 0.5 });
  t.deepEqual(wholeWay.distances, { mean: 0.5, max: 0.5 });
  t.deepEqual(wholeWay.acrossDistances, { mean: 0.5, max: 0.5 });
});
