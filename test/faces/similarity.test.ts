import test from 'ava';
import {
  apply,
  compose,
  degreesOf,
  fitSimilarity,
  scaleOf,
  turnedAbout,
} from '../../faces/align/Similarity.ts';

const near = (a: { x: number; y: number }, b: { x: number; y: number }) =>
  Math.hypot(a.x - b.x, a.y - b.y) < 1e-9;

const points = [
  { x: 0, y: 0 },
  { x: 10, y: 1 },
  { x: 4, y: 7 },
  { x: -3, y: 2 },
];

test('What was turned, scaled and shifted is found again', (t) => {
  const wanted = turnedAbout({ x: 3, y: 4 }, { x: -20, y: 8 }, 117, 2.5);
  const found = fitSimilarity(
    points,
    points.map((point) => apply(wanted, point)),
  );
  for (const key of ['cos', 'sin', 'x', 'y'] as const) t.true(Math.abs(found[key] - wanted[key]) < 1e-9, key);
  t.true(Math.abs(degreesOf(found) - 117) < 1e-9);
  t.true(Math.abs(scaleOf(found) - 2.5) < 1e-9);
});

test('The fit is the least-squares one: no small change of it comes nearer', (t) => {
  const to = points.map(({ x, y }, index) => ({ x: 2 * x - y + index, y: x + 1.5 * y - index * index }));
  const best = fitSimilarity(points, to);
  const error = (of: typeof best) =>
    points.reduce((sum, point, index) => {
      const { x, y } = apply(of, point);
      return sum + (x - to[index]!.x) ** 2 + (y - to[index]!.y) ** 2;
    }, 0);
  for (const key of ['cos', 'sin', 'x', 'y'] as const)
    for (const step of [-0.01, 0.01]) t.true(error({ ...best, [key]: best[key] + step }) > error(best), key);
});

test('A mirror image is not mistaken for a turn: it is fitted as well as a turn can', (t) => {
  const mirrored = fitSimilarity(
    points,
    points.map(({ x, y }) => ({ x: -x, y })),
  );
  t.true(scaleOf(mirrored) < 0.9);
});

test('Composed transforms do what the two do one after the other', (t) => {
  const inner = turnedAbout({ x: 1, y: 2 }, { x: 0, y: 0 }, 30, 2);
  const outer = turnedAbout({ x: 5, y: 5 }, { x: 7, y: -1 }, -75, 0.5);
  for (const point of points)
    t.true(near(apply(compose(outer, inner), point), apply(outer, apply(inner, point))));
});

test('A turn about a point leaves it where it is to lie, and turns clockwise as seen', (t) => {
  const turn = turnedAbout({ x: 2, y: 3 }, { x: 10, y: 20 }, 90, 1);
  t.true(near(apply(turn, { x: 2, y: 3 }), { x: 10, y: 20 }));
  // y runs down: what lay to the right comes to lie below.
  t.true(near(apply(turn, { x: 3, y: 3 }), { x: 10, y: 21 }));
});
