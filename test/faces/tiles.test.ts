import test from 'ava';
import { isCut, tileScales, tilesOf } from '../../faces/detect/tiles.ts';
import { DETECTOR_SIZE } from '../../faces/engine/Engine.ts';

const SIZES = [
  { width: 6000, height: 4000 },
  { width: 4000, height: 3000 },
  { width: 700, height: 9000 },
  { width: 1921, height: 1081 },
];

test('A picture that the detector sees well enough has no tiles', (t) => {
  t.deepEqual(tileScales({ width: 512, height: 512 }), []);
  t.deepEqual(tileScales({ width: 800, height: 600 }), []);
  t.true(tileScales({ width: 1280, height: 960 }).length > 0);
});

test('Tiles become finer and finer, and the coarsest are finer than the look at the whole picture', (t) => {
  for (const size of SIZES) {
    const scales = tileScales(size);
    t.deepEqual(
      scales,
      scales.toSorted((a, b) => b - a),
    );
    t.true(scales[0]! < Math.max(size.width, size.height) / DETECTOR_SIZE);
  }
});

for (const size of SIZES)
  test(`Wherever a face lies in ${size.width} x ${size.height}, a tile of each scale shows it whole`, (t) => {
    for (const scale of tileScales(size)) {
      const tiles = tilesOf(size, scale).flat();
      // A face of the sizes that the detector likes, with the room that is asked for round it.
      const face = { width: 70 * scale, height: 100 * scale };
      const steps = 23;
      for (let column = 0; column <= steps; column++)
        for (let row = 0; row <= steps; row++) {
          const box = {
            ...face,
            x: ((size.width - face.width) * column) / steps,
            y: ((size.height - face.height) * row) / steps,
          };
          const whole = tiles.some(
            (tile) =>
              box.x >= tile.x &&
              box.y >= tile.y &&
              box.x + box.width <= tile.x + tile.size * scale &&
              box.y + box.height <= tile.y + tile.size * scale &&
              !isCut(box, tile, size),
          );
          t.true(whole || face.width > size.width, `${scale}: ${JSON.stringify(box)}`);
        }
    }
  });

test('A box that a tile ends in is cut, one at the edge of the picture is not', (t) => {
  const size = { width: 6000, height: 4000 };
  const tile = { size: DETECTOR_SIZE, scale: 2, x: 1000, y: 0 };
  const box = { width: 100, height: 140 };
  t.true(isCut({ ...box, x: 1000, y: 300 }, tile, size));
  t.true(isCut({ ...box, x: 1000 + 2 * DETECTOR_SIZE - 105, y: 300 }, tile, size));
  t.false(isCut({ ...box, x: 1300, y: 0 }, tile, size));
  t.false(isCut({ ...box, x: 1300, y: 300 }, tile, size));
});
