import test from 'ava';
import fc from 'fast-check';
import { readSettings } from '../../config/settings.ts';
import { DLIB_RESNET } from '../../faces/engine/dlibResnet.ts';
import type { Gallery } from '../../faces/match/Gallery.ts';
import { identify } from '../../faces/match/identify.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import type { ChunkTrack } from '../../video/analyse/ChunkTrack.ts';
import { nameTracks } from '../../video/analyse/nameTracks.ts';
import { at } from './support/world.ts';

const { name: space, limit, calibration } = DLIB_RESNET.spaces.trained;
const finder = { space, match: { limit, calibration } };
const settings = readSettings({});

/** A face on the screen, `off` from somebody. */
function track(
  from: number,
  to: number,
  person: number,
  off = 0,
  more: Partial<ChunkTrack['best']> = {},
): ChunkTrack {
  const border = (time: number) => ({ time, box: at(0.4).box });
  return {
    ...{ from, to, sure: true, samples: 2, first: border(from), last: border(to), path: [] },
    best: {
      ...{ time: from, box: at(0.4).box, score: 0.9, landmarks: [], plausible: true, worth: 1 },
      quality: { sharpness: 9, brightness: 128, size: 100, roll: 0, yaw: 0, pitch: 0 },
      descriptor: descriptor(person, off),
      ...more,
    },
  };
}

/** People are at right angles to each other, and far apart. */
function descriptor(person: number, off = 0): Float32Array {
  const numbers = new Float32Array(128);
  numbers[person] = 1.4;
  numbers[127] = off;
  return numbers;
}

const gallery = () =>
  new MemoryGallery(space, [{ person: 'ann', photo: 'people/ann/1.jpg', descriptor: descriptor(1), space }]);

const told = async (tracks: ChunkTrack[], once = true) =>
  (await nameTracks(tracks, gallery(), finder, { ...settings, nameOnce: once })).map(
    ({ identity, unknown }) =>
      identity.decision === 'matched' ? identity.person : (unknown ?? identity.decision),
  );

test('A person is named again and again in the course of a film', async (t) => {
  t.deepEqual(await told([track(0, 1, 1, 0.1), track(2, 3, 1, 0.3), track(4, 5, 1)]), ['ann', 'ann', 'ann']);
});

test('Of two tracks that are on the screen at the same time the nearer has the name', async (t) => {
  const tracks = [track(0, 2, 1, 0.3), track(1, 3, 1, 0.1), track(2.5, 4, 1, 0.4), track(5, 6, 1, 0.5)];
  t.deepEqual(await told(tracks), [1, 'ann', 1, 'ann'], 'the two others are never seen together');
  t.deepEqual(await told(tracks, false), ['ann', 'ann', 'ann', 'ann']);
});

test('Unknown people are numbered in the order in which they appear, and known again', async (t) => {
  const tracks = [track(0, 1, 3), track(1, 2, 1), track(2, 3, 2), track(4, 5, 3, 0.2), track(6, 7, 2, 0.2)];
  t.deepEqual(await told(tracks), [1, 'ann', 2, 1, 2]);
});

test('Two who are on the screen at the same time are two people, however alike', async (t) => {
  t.deepEqual(await told([track(0, 2, 3), track(1, 3, 3, 0.1), track(4, 5, 3)]), [1, 2, 1]);
});

test('A track that shows no face to compare has neither name nor number', async (t) => {
  const tracks = [
    track(0, 1, 1, 0, { plausible: false }),
    track(2, 3, 1, 0, { quality: { ...track(0, 1, 1).best.quality, sharpness: 0.5 } }),
    track(4, 5, 3),
  ];
  t.deepEqual(await told(tracks), ['unusable', 'unusable', 1]);
});

test('A film without a face has no names', async (t) => {
  t.deepEqual(await told([]), []);
});

/** The same gallery, which notes how many people it has told of. */
function counted(gallery: MemoryGallery): { gallery: Gallery; told: () => number } {
  let told = 0;
  const nearest: Gallery['nearest'] = async (faces, most) => {
    const lists = await gallery.nearest(faces, most);
    told += lists.reduce((sum, list) => sum + list.length, 0);
    return lists;
  };
  return { gallery: { space, size: gallery.size, nearest }, told: () => told };
}

const meet = (one: ChunkTrack, other: ChunkTrack) => one.from <= other.to && other.from <= one.to;

test('Names, rivals and runners-up are those of everybody compared with every track, though fewer are asked for', async (t) => {
  const PEOPLE = 8;
  const enrolled = Array.from({ length: PEOPLE }, (_, at) => ({
    ...{ person: `p${at}`, photo: `people/p${at}/1.jpg`, space },
    // All near each other, so that tracks take people from each other.
    descriptor: Float32Array.from({ length: 128 }, (_, index) => (index === at ? 0.25 : 0)),
  }));
  const everybody = new MemoryGallery(space, enrolled);
  const numbers = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: PEOPLE, maxLength: PEOPLE });
  const oneTrack = fc.record({
    from: fc.integer({ min: 0, max: 20 }),
    long: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 4 }) }, fc.constant(20)),
    numbers,
    usable: fc.integer({ min: 0, max: 9 }).map((value) => value > 0),
  });
  let fewer = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(oneTrack, { maxLength: 20 }), fc.boolean(), async (about, nameOnce) => {
      const tracks = about
        .map(({ from, long, usable, ...of }) =>
          track(from, from + long, 0, 0, {
            plausible: usable,
            descriptor: Float32Array.from({ length: 128 }, (_, at) => (of.numbers[at] ?? 0) / 16),
          }),
        )
        .sort((a, b) => a.from - b.from);
      const { gallery, told } = counted(everybody);
      const named = await nameTracks(tracks, gallery, finder, { ...settings, nameOnce });
      const ranks = tracks.map(({ best }) =>
        best.plausible ? everybody.rank({ descriptor: best.descriptor!, space }) : undefined,
      );
      const once = nameOnce && ((a: number, b: number) => meet(tracks[a]!, tracks[b]!));
      t.deepEqual(
        named.map(({ identity }) => identity),
        identify(ranks, { ...finder.match, once }),
      );
      if (told() < ranks.flatMap((rank) => rank ?? []).length) fewer++;
    }),
    { numRuns: 500, seed: 1 },
  );
  t.true(fewer > 100, `${fewer}`);
});

test('Of a film of hours few people a track are asked for, though one track meets all others', async (t) => {
  const PEOPLE = 100;
  const enrolled = Array.from({ length: PEOPLE }, (_, at) => ({
    ...{ person: `p${at}`, photo: `people/p${at}/1.jpg`, space },
    descriptor: descriptor(at),
  }));
  const all = [track(0, 1000, 3), ...Array.from({ length: 1000 }, (_, at) => track(at, at + 0.5, at % 100))];
  for (const [nameOnce, most] of [
    [true, 1000 * 5 + PEOPLE],
    [false, 1001 * 2],
  ] as const) {
    const { gallery, told } = counted(new MemoryGallery(space, enrolled));
    const named = await nameTracks(all, gallery, finder, { ...settings, nameOnce });
    t.is(named.filter(({ identity }) => identity.decision === 'matched').length, nameOnce ? 991 : 1001);
    t.true(told() <= most, `${told()}`);
  }
});

test('Groups of the unknown that turn out to be one are joined, unless two of them are seen together', async (t) => {
  // The third is between the first two, which are too far from each other.
  const [one, other, between] = [0.33, -0.33, 0];
  const seen = (from: number, to: number, off = 0) => track(from, to, 3, off);
  t.deepEqual(await told([seen(0, 1, one), seen(2, 3, other), seen(4, 5, between)]), [1, 1, 1]);
  t.deepEqual(await told([seen(0, 2, one), seen(1, 3, other), seen(4, 5, between)]), [1, 2, 1]);
});
