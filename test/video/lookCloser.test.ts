import test from 'ava';
import { lookCloser } from '../../video/lookCloser.ts';

interface Frame {
  time: number;
  scene: number;
  faces: string;
}

const film = (seconds: number, faces: (time: number) => string, scene = (_: number) => 0): Frame[] =>
  Array.from({ length: seconds * 25 }, (_, frame) => ({
    time: frame / 25,
    scene: scene(frame / 25),
    faces: faces(frame / 25),
  }));

/** The times of the frames that were looked at, in the order in which they are told. */
async function looked(frames: Frame[]): Promise<number[]> {
  const times: number[] = [];
  const given = (async function* () {
    yield* frames;
  })();
  const looks = lookCloser(given, {
    isDue: ({ time }) => Math.round(time * 25) % 5 === 0,
    look: async ({ faces }) => faces,
    same: (one, other) => one === other,
    isCut: (one, other) => one.scene !== other.scene,
  });
  for await (const { frame } of looks) times.push(frame.time);
  return times;
}

test('Where nothing comes or goes no more is looked at than is due, and the last frame', async (t) => {
  const times = await looked(film(6, () => 'a'));
  t.is(times.length, 31);
  t.is(times.at(-1), 5.96);
});

test('When a face comes and goes is looked for to the frame', async (t) => {
  const times = await looked(film(6, (time) => (time >= 1.32 && time < 3.76 ? 'a b' : 'a')));
  for (const time of [1.28, 1.32, 3.72, 3.76]) t.true(times.includes(time), `${time}`);
  t.true(times.length < 40, `${times.length} of 150`);
  t.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
});

test('Both sides of a cut are looked at, and nothing is looked for between them', async (t) => {
  const frames = film(
    4,
    (time) => (time < 1.48 ? 'a' : 'b'),
    (time) => (time < 1.48 ? 0 : 1),
  );
  const times = await looked(frames);
  t.true(times.includes(1.44) && times.includes(1.48));
  t.is(times.length, 21 + 2);
});

test('A film of one frame, and one of none, are looked at as they are', async (t) => {
  t.deepEqual(await looked(film(1, () => 'a').slice(0, 1)), [0]);
  t.deepEqual(await looked([]), []);
});
