import test from 'ava';
import { readSettings } from '../../config/settings.ts';
import { DLIB_RESNET } from '../../faces/engine/dlibResnet.ts';
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
