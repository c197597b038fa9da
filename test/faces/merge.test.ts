import test from 'ava';
import type { Detection } from '../../faces/detect/Detection.ts';
import { merge } from '../../faces/detect/merge.ts';

const detection = (score: number, x: number, width: number, scale: number, other = {}): Detection => ({
  score,
  scale,
  turn: 0,
  box: { x, y: x, width, height: 1.3 * width },
  ...other,
});

test('What two looks frame alike is one face: the box of the look that suits it, with the better score', (t) => {
  const fine = detection(0.99, 100, 400, 1);
  const coarse = detection(0.9, 110, 380, 6);
  t.deepEqual(merge([fine, coarse]), [{ ...coarse, score: 0.99 }]);
  t.deepEqual(merge([coarse, fine]), [{ ...coarse, score: 0.99 }]);
});

test('Of boxes with equal scores the size decides, in whatever order they come', (t) => {
  const [a, b] = [detection(1, 100, 66, 1), detection(1, 90, 72, 5)];
  t.deepEqual(merge([a, b]), merge([b, a]));
  t.is(merge([a, b])[0]!.scale, 1);
});

test('A box of a doubtful look is not taken, whatever its size', (t) => {
  const [sure, doubtful] = [detection(0.99, 100, 400, 1), detection(0.5, 110, 380, 6)];
  t.deepEqual(merge([sure, doubtful]), [sure]);
});

test('A look that is too fine for a face takes a part of it for one; the whole face stays', (t) => {
  const eye = detection(0.999, 400, 250, 1);
  const face = detection(0.8, 100, 900, 6);
  t.deepEqual(merge([eye, face]), [face]);
});

test('A box within another that the look saw well is dropped', (t) => {
  const face = detection(0.95, 100, 200, 2);
  const part = detection(0.7, 160, 70, 1);
  t.deepEqual(merge([face, part]), [face]);
});

test('Neighbours are two faces, the surer one first', (t) => {
  const [left, right] = [detection(0.7, 100, 200, 2), detection(0.9, 290, 200, 2)];
  t.deepEqual(merge([left, right]), [right, left]);
});

test('The turn is that of the surest look, and so is the box', (t) => {
  const upright = detection(0.6, 100, 100, 1);
  const lying = detection(0.95, 105, 95, 4, { turn: 90 });
  t.deepEqual(merge([upright, lying]), [lying]);
});
