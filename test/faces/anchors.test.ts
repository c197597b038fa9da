import test from 'ava';
import { anchors, decodeBox } from '../../faces/engine/anchors.ts';
import { readTensors } from '../../weights/readTensors.ts';

test('The anchors of a look of 512 are those that the weights bring', async (t) => {
  const { data } = (await readTensors('ssd_mobilenetv1')).get('Output/extra_dim')!;
  const computed = anchors(512);
  t.is(computed.length, data.length);
  let farthest = 0;
  for (let at = 0; at < data.length; at += 4) {
    const [top, left, bottom, right] = data.subarray(at, at + 4).map((share) => share * 512);
    const [x, y, width, height] = computed.subarray(at, at + 4);
    for (const [a, b] of [
      [x! - width! / 2, left!],
      [y! - height! / 2, top!],
      [x! + width! / 2, right!],
      [y! + height! / 2, bottom!],
    ])
      farthest = Math.max(farthest, Math.abs(a! - b!));
  }
  t.true(farthest < 0.03, `${farthest} pixels`);
});

test('A smaller look has the same anchors in fewer places', (t) => {
  const small = anchors(128);
  const large = anchors(512);
  // 8 x 8 places of 3, 4 x 4, 2 x 2 and three maps of one place of 6.
  t.is(small.length / 4, 64 * 3 + (16 + 4 + 1 + 1 + 1) * 6);
  t.deepEqual(small.subarray(0, 8 * 3 * 4), large.subarray(0, 8 * 3 * 4), 'the first row begins alike');
});

test('An encoding of zeros is the anchor itself, and one in tenths and fifths moves and scales it', (t) => {
  const of = Float32Array.of(100, 60, 40, 20);
  t.deepEqual(decodeBox(new Float32Array(4), of, 0), { x: 80, y: 50, width: 40, height: 20 });
  const moved = decodeBox(Float32Array.of(5, 10, 5 * Math.log(2), 0), of, 0);
  t.true(Math.abs(moved.height - 40) < 1e-4);
  t.true(Math.abs(moved.x - 120) < 1e-4, 'a whole width to the right');
  t.true(Math.abs(moved.y - 50) < 1e-4, 'half a height down, and grown by as much on either side');
});
