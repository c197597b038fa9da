import test from 'ava';
import { turnedAbout } from '../../faces/align/Similarity.ts';
import type { Picture } from '../../faces/Picture.ts';
import { shrinkSquare, turnBack, turnSquare } from '../../faces/sample/squares.ts';
import { warp } from '../../faces/sample/warp.ts';

/** Red tells the column, green the row, blue neither. */
function ramp(width: number, height: number): Picture {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) for (let x = 0; x < width; x++, at += 3) rgb.set([x, y, 7], at);
  return { width, height, rgb };
}
const at = ({ size, rgb }: { size: number; rgb: Float32Array }, x: number, y: number) =>
  Array.from(rgb.subarray((y * size + x) * 3, (y * size + x) * 3 + 3));

test('A square without turn or scale is the picture itself, from where it is shifted to', (t) => {
  const square = warp(ramp(40, 30), { cos: 1, sin: 0, x: 5, y: 3 }, 8);
  t.deepEqual(at(square, 0, 0), [5, 3, 7]);
  t.deepEqual(at(square, 7, 6), [12, 9, 7]);
});

test('Between pixels it takes their mean', (t) => {
  t.deepEqual(at(warp(ramp(40, 30), { cos: 1, sin: 0, x: 5.5, y: 3.25 }, 8), 1, 1), [6.5, 4.25, 7]);
});

test('A quarter turn takes columns from rows', (t) => {
  const square = warp(ramp(40, 30), turnedAbout({ x: 0, y: 0 }, { x: 20, y: 10 }, 90, 1), 8);
  const [red, green] = at(square, 3, 2);
  t.true(Math.abs(red! - 18) < 1e-4);
  t.true(Math.abs(green! - 13) < 1e-4);
});

test('What lies outside the picture is black, and the edge fades into it', (t) => {
  const square = warp(ramp(40, 30), { cos: 1, sin: 0, x: -2.5, y: 0 }, 8);
  t.deepEqual(at(square, 0, 4), [0, 0, 0]);
  t.deepEqual(at(square, 2, 4), [0, 2, 3.5]);
});

for (const shrink of [2, 3.4, 5, 9.7])
  test(`Shrunk ${shrink} times it keeps places and takes means, not single pixels`, (t) => {
    const picture = ramp(250, 250);
    // A board of single black and white pixels in blue: only a mean over many is grey.
    for (let pixel = 0; pixel < 250 * 250; pixel++)
      picture.rgb[pixel * 3 + 2] = (pixel + Math.floor(pixel / 250)) % 2 === 0 ? 0 : 255;
    const square = warp(picture, { cos: shrink, sin: 0, x: 20, y: 10 }, 20);
    for (const [x, y] of [
      [2, 3],
      [10, 7],
      [18, 19],
    ] as const) {
      const [red, green, blue] = at(square, x, y);
      t.true(Math.abs(red! - (20 + x * shrink)) < 1, `column ${red}`);
      t.true(Math.abs(green! - (10 + y * shrink)) < 1, `row ${green}`);
      t.true(Math.abs(blue! - 127.5) < 45, `blue ${blue}`);
    }
  });

test('A square that no pixel of the picture touches is black, whatever its scale', (t) => {
  for (const scale of [1, 4, 30])
    t.true(warp(ramp(10, 10), { cos: scale, sin: 0, x: 500, y: 500 }, 6).rgb.every((value) => value === 0));
});

test('A picture smaller than the pixels of the square gives a square without error', (t) => {
  t.is(warp(ramp(2, 2), { cos: 40, sin: 0, x: -40, y: -40 }, 4).rgb.length, 48);
});

test('A square turned by quarters has each point where turnBack says', (t) => {
  const square = warp(ramp(12, 12), { cos: 1, sin: 0, x: 0, y: 0 }, 12);
  for (const turn of [0, 90, 180, 270] as const) {
    const turned = turnSquare(square, turn);
    for (const point of [
      { x: 0, y: 0 },
      { x: 11, y: 3 },
      { x: 4, y: 9 },
    ]) {
      const { x, y } = turnBack(point, 11, turn);
      t.deepEqual(at(turned, point.x, point.y), [x, y, 7], `${turn}`);
    }
  }
  t.deepEqual(at(turnSquare(square, 90), 11, 0), [0, 0, 7], 'clockwise: top left comes to the top right');
});

test('A shrunken square is the mean of its pixels, in the middle of black', (t) => {
  const square = warp(ramp(20, 20), { cos: 1, sin: 0, x: 0, y: 0 }, 20);
  const shrunk = shrinkSquare(square, 5, 8);
  t.deepEqual(at(shrunk, 1, 1), [0, 0, 0]);
  t.deepEqual(
    at(shrunk, 2, 3).map((value) => Math.round(value * 1000) / 1000),
    [2, 7, 7],
  );
});
