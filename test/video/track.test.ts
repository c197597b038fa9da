import test from 'ava';
import { lookCloser } from '../../video/lookCloser.ts';
import { joinTracks, type Looked, type Seen, trackFaces } from '../../video/track.ts';

const TRACKING = { limit: 0.5, patience: 0.3 };

/** A face at a place; of a person where a number is given, whose descriptor is that and a little noise. */
function face(x: number, person?: number, more: Partial<Seen> = {}): Seen {
  const descriptor = person === undefined ? undefined : Float32Array.of(person, 0.1 * Math.sin(x));
  return { box: { x, y: 0, width: 10, height: 10 }, score: 0.9, ...(descriptor && { descriptor }), ...more };
}

const film = (seen: (time: number) => Seen[], seconds: number, rate = 25): Looked[] =>
  Array.from({ length: seconds * rate }, (_, frame) => ({ time: frame / rate, faces: seen(frame / rate) }));

const spans = (tracks: { from: number; to: number }[]) => tracks.map(({ from, to }) => [from, to]);

test('Two people who walk past each other are two tracks, by their descriptors', (t) => {
  const looks = film((time) => [face(20 * time, 1), face(100 - 20 * time, 2)], 5);
  const tracks = trackFaces(looks, TRACKING);
  t.deepEqual(spans(tracks), [
    [0, 4.96],
    [0, 4.96],
  ]);
  for (const { first, last, samples } of tracks) {
    t.is(first.descriptor![0], last.descriptor![0]);
    t.is(samples, 125);
  }
});

test('Another face at the same place, as after a cut, begins a track of its own', (t) => {
  const looks = film((time) => [face(0, time < 2 ? 1 : 2)], 4);
  t.deepEqual(spans(trackFaces(looks, TRACKING)), [
    [0, 1.96],
    [2, 3.96],
  ]);
});

test('A face that turns for a moment, or is not seen for one, stays the same track', (t) => {
  const turned = film((time) => [face(0, time > 1 && time < 1.2 ? 1.6 : 1)], 2);
  t.is(trackFaces(turned, TRACKING).length, 1);
  const unseen = film((time) => (time > 1 && time < 1.2 ? [] : [face(0, 1)]), 2);
  t.is(trackFaces(unseen, TRACKING).length, 1);
  const gone = film((time) => (time > 1 && time < 1.5 ? [] : [face(0, 1)]), 2);
  t.is(trackFaces(gone, TRACKING).length, 2);
});

test('Without descriptors the place tells, and nothing else', (t) => {
  t.is(
    trackFaces(
      film((time) => [face(20 * time), face(50)], 2),
      TRACKING,
    ).length,
    2,
  );
  const jumps = film((time) => [face(time < 1 ? 0 : 30)], 2);
  t.is(trackFaces(jumps, TRACKING).length, 2);
  const known = film((time) => [face(time < 1 ? 0 : 20, 1)], 2);
  t.is(trackFaces(known, TRACKING).length, 1, 'a face that jumps and is known is the same');
});

test('A track is told by its sharpest face', (t) => {
  const looks = film((time) => [face(0, 1, { sharpness: time === 1.2 ? 9 : 3, score: 0.5 })], 2);
  t.is(trackFaces(looks, TRACKING)[0]!.best.time, 1.2);
  const plain = film((time) => [face(0, 1, { score: time === 0.4 ? 0.9 : 0.8 })], 2);
  t.is(trackFaces(plain, TRACKING)[0]!.best.time, 0.4);
});

test('Tracks of chunks are joined to what they are when the film is one', (t) => {
  const looks = film(
    (time) => [face(5 * time, 1, { sharpness: time }), ...(time >= 1 && time < 3.5 ? [face(80, 2)] : [])],
    6,
  );
  const whole = trackFaces(looks, TRACKING);
  for (const cuts of [[2], [1, 2, 3], [0.5, 3.48, 5]]) {
    const bounds = [0, ...cuts, 6];
    const chunks = bounds
      .slice(1)
      .map((to, at) => looks.filter(({ time }) => time >= bounds[at]! && time < to))
      .map((part) => trackFaces(part, TRACKING));
    t.deepEqual(joinTracks(chunks, TRACKING), whole, `${cuts}`);
  }
});

async function closer(looks: Looked[], rate: number) {
  let count = 0;
  const seen: Looked[] = [];
  const frames = (async function* () {
    yield* looks;
  })();
  const look = async ({ faces }: Looked) => {
    count++;
    return faces;
  };
  for await (const { time, faces } of lookCloser(frames, look, { rate, limit: TRACKING.limit }))
    seen.push({ time, faces });
  return { seen, count };
}

test('Some frames are enough to tell to the frame when a face comes and goes', async (t) => {
  const looks = film((time) => [face(0, 1), ...(time >= 1.32 && time < 3.76 ? [face(50, 2)] : [])], 6);
  const { seen, count } = await closer(looks, 5);
  t.deepEqual(spans(trackFaces(seen, TRACKING)), spans(trackFaces(looks, TRACKING)));
  t.true(count < looks.length / 3, `${count} of ${looks.length}`);
  t.deepEqual(
    seen.map(({ time }) => time),
    seen.map(({ time }) => time).sort((one, other) => one - other),
  );
  t.is(seen.at(-1)!.time, looks.at(-1)!.time, 'the last frame is looked at');
});

test('Where nothing comes or goes no more than the rate is looked at', async (t) => {
  const { count } = await closer(
    film(() => [face(0, 1)], 6),
    5,
  );
  t.is(count, 31);
});

test('A film of one frame, and one of none, are looked at as they are', async (t) => {
  t.is((await closer([{ time: 0, faces: [face(0)] }], 5)).count, 1);
  t.is((await closer([], 5)).count, 0);
});
