import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { readSettings } from '../../config/settings.ts';
import { decode } from '../../faces/decode/decode.ts';
import { type Finder, openFinder } from '../../faces/Finder.ts';
import { findFaces } from '../../faces/findFaces.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import type { Picture } from '../../faces/Picture.ts';
import { sampleSquare } from '../../faces/sample/sampleSquare.ts';
import { analyseChunk, decodeOptions } from '../../video/analyse/analyseChunk.ts';
import type { ChunkTrack } from '../../video/analyse/ChunkTrack.ts';
import { joinChunks } from '../../video/analyse/joinChunks.ts';
import { nameTracks } from '../../video/analyse/nameTracks.ts';
import { packTracks, unpackTracks } from '../../video/analyse/packTracks.ts';
import { boxAt, simplifyPath } from '../../video/analyse/simplifyPath.ts';
import { trackItem } from '../../video/analyse/trackItem.ts';
import { decodeChunk } from '../../video/decodeChunk.ts';
import { planChunks } from '../../video/planChunks.ts';
import { probe } from '../../video/probe.ts';
import { writeFilm } from '../../video/writeFilm.ts';
import { testWithPhotos } from '../faces/support/needs.ts';
import { MAX_PIXELS, PHOTOS, readDemo } from '../faces/support/project.ts';
import { sourceOf } from './support/films.ts';
import { framesOfShots, pictureOf, type Shot } from './support/shots.ts';

const SIZE = { width: 640, height: 360 };
let finder: Finder;
let three: Picture;
let five: Picture;
test.before(async () => {
  finder = await openFinder(readSettings({ THREADS: '1' }));
  [three, five] = [await pictureOf(await readDemo(1), 640), await pictureOf(await readDemo(5), 640)];
});

const filmOf = (shots: Shot[]) =>
  writeFilm(framesOfShots(shots, SIZE.width, SIZE.height), {
    container: 'mp4',
    codec: 'h264',
    keyEvery: 15,
  });

async function analysed(film: Buffer, frames: 'auto' | 'every' | number, seconds = 10) {
  const settings = { ...readSettings({}), videoFrames: frames };
  const source = sourceOf(film);
  const about = await probe(source);
  const looks = [];
  for (const chunk of planChunks(about, seconds)) {
    const decoded = decodeChunk(source, chunk, decodeOptions(settings, about));
    looks.push(await analyseChunk(decoded, about, finder, { frames, settings }));
  }
  const chunks = looks.map(({ tracks }) => tracks);
  const looked = looks.reduce((sum, look) => sum + look.looked, 0);
  return { settings, chunks, looked, tracks: joinChunks(chunks, finder.match) };
}

/** The same people at the same places, from and until the same time within 0.2 s. */
const near = (one: ChunkTrack, other: ChunkTrack) =>
  Math.max(Math.abs(one.from - other.from), Math.abs(one.to - other.to)) <= 0.2 + 1e-6 &&
  Math.abs(one.best.box.left - other.best.box.left) < 0.3;

test.serial('A cut ends the tracks of one scene and begins those of the next', async (t) => {
  const film = await filmOf([
    { seconds: 1, picture: three },
    { seconds: 1, picture: five },
  ]);
  for (const frames of ['every', 'auto', 5] as const) {
    const { tracks, looked } = await analysed(film, frames);
    t.true(tracks.length >= 6, `${tracks.length} tracks`);
    for (const { from, to } of tracks) t.true(to <= 0.96 || from >= 1, `${frames}: ${from} to ${to}`);
    t.true(frames === 'every' ? looked === 50 : looked < 20, `${frames}: ${looked}`);
  }
});

test.serial(
  'Some frames tell what every one does, of faces that come into the picture and leave it',
  async (t) => {
    const half = { width: 320, height: 180 };
    const film = await filmOf([
      { seconds: 2, picture: three, from: { x: 0, y: 0, ...half }, to: { x: 320, y: 60, ...half } },
      { seconds: 1, picture: five, from: { x: 160, y: 60, ...half }, to: { x: 160, y: 0, ...half } },
    ]);
    const [every, auto] = [await analysed(film, 'every'), await analysed(film, 'auto')];
    t.true(every.tracks.length >= 3);
    t.true(auto.looked < every.looked / 2, `${auto.looked} of ${every.looked}`);
    for (const track of every.tracks.filter(({ from, to }) => to - from >= 0.3))
      t.true(
        auto.tracks.some((other) => near(track, other)),
        `${track.from} to ${track.to}, of ${auto.tracks.map(({ from, to }) => `${from} to ${to}`)}`,
      );
  },
);

test.serial('Tracks are the same in parts and packed, named and told as an item', async (t) => {
  const film = await filmOf([{ seconds: 2, picture: three }]);
  const { settings, chunks, tracks } = await analysed(film, 'every', 0.5);
  t.true(chunks.length > 2);
  for (const tracks of chunks) t.deepEqual(unpackTracks(packTracks(tracks)), tracks);
  t.deepEqual(
    tracks.map(({ from, to, samples }) => [from, to, samples]),
    Array(3).fill([0, 1.96, 50]),
  );
  const named = await nameTracks(tracks, new MemoryGallery(finder.space), finder, settings);
  t.deepEqual(
    named.map(({ unknown }) => unknown).filter((number) => number !== undefined),
    [1, 2, 3].slice(0, named.filter(({ unknown }) => unknown).length),
  );
  const items = tracks.map((track, at) => trackItem(track, named[at]!.identity, named[at]!.unknown));
  for (const { from, to, box, path, time } of items) {
    t.true(from <= time && time <= to);
    const there = boxAt(path!, time);
    t.true(Math.abs(there.left - box.left) < 0.15 * box.width);
    t.true(path!.length <= 20, 'who does not move has a short path');
  }
});

test.serial('A flash ends no track: who is known again is the same', async (t) => {
  const white = { ...SIZE, rgb: Buffer.alloc(SIZE.width * SIZE.height * 3, 255) };
  const film = await filmOf([
    { seconds: 0.6, picture: three },
    { seconds: 0.08, picture: white },
    { seconds: 0.6, picture: three },
  ]);
  for (const frames of ['every', 'auto'] as const) {
    const { tracks } = await analysed(film, frames);
    t.deepEqual(
      tracks.map(({ from, to }) => [from, to]),
      Array(3).fill([0, 1.24]),
      frames,
    );
  }
});

test.serial('A film of one frame, and one without a face, are looked at as they are', async (t) => {
  const still = await analysed(await filmOf([{ seconds: 0.04, picture: three }]), 'auto');
  t.deepEqual(
    still.tracks.map(({ from, to, samples }) => [from, to, samples]),
    Array(3).fill([0, 0, 1]),
  );
  const grey = { ...SIZE, rgb: Buffer.alloc(SIZE.width * SIZE.height * 3, 128) };
  t.deepEqual((await analysed(await filmOf([{ seconds: 1, picture: grey }]), 'auto')).tracks, []);
});

test.serial('A face that fills the picture is found', async (t) => {
  const { faces } = await findFaces(await decode(await readDemo(3), { maxPixels: MAX_PIXELS }), finder);
  const photo = await pictureOf(await readDemo(3), 1920);
  const { x, y, width, height } = faces[0]!.box;
  const close = {
    x: x - width * 0.1,
    y: y + height * 0.1,
    width: width * 1.2,
    height: (width * 1.2 * 9) / 16,
  };
  const { tracks } = await analysed(await filmOf([{ seconds: 0.4, picture: photo, from: close }]), 'auto');
  t.is(tracks.length, 1);
  t.true(tracks[0]!.best.box.width > 0.5, `${tracks[0]!.best.box.width}`);
});

test.serial('A sheet is seen as the square that it is the upper part of', async (t) => {
  const { width, height } = three;
  const square = sampleSquare(three, { x: 0, y: 0, width, height }, 512, 'behind');
  const sheet = { width: 512, height: 384, rgb: square.rgb.subarray(0, 512 * 384 * 3) };
  const [whole, part] = [await finder.engine.detect(square, 0.5), await finder.engine.detect(sheet, 0.5)];
  t.is(part.length, whole.length);
  for (const [at, { box, score }] of part.entries()) {
    t.true(Math.abs(score - whole[at]!.score) < 0.02);
    t.true(Math.abs(box.x - whole[at]!.box.x) + Math.abs(box.y - whole[at]!.box.y) < 2);
  }
});

test('A path is simplified to what is within 15 % of the box', (t) => {
  const path = Array.from({ length: 101 }, (_, at) => [
    at / 25,
    0.3 + 0.2 * Math.sin(at / 16),
    0.4,
    0.1,
    0.2,
  ]);
  const simple = simplifyPath(path.flat());
  t.true(simple.length < 0.2 * path.flat().length, `${simple.length / 5} of ${path.length}`);
  for (const [time, left, , width] of path)
    t.true(Math.abs(boxAt(simple, time!).left - left!) <= 0.15 * width! + 1e-9);
});

testWithPhotos(
  'In a clip of two people the one who is enrolled is named, however it is looked at',
  async (t) => {
    const film = await readFile(join(PHOTOS, 'video/alex_and_lin_clip.mp4'));
    const gallery = new MemoryGallery(finder.space);
    for (const person of ['alex', 'lin'])
      for (const photo of await readdir(join(PHOTOS, person))) {
        const decoded = await decode(await readFile(join(PHOTOS, person, photo)), { maxPixels: MAX_PIXELS });
        const { faces } = await findFaces(decoded, finder);
        const [{ descriptor }] = faces.sort((a, b) => b.box.width - a.box.width) as [(typeof faces)[0]];
        gallery.add({ person, photo, descriptor: descriptor!, space: finder.space });
      }
    for (const frames of ['every', 'auto'] as const) {
      const { settings, tracks } = await analysed(film, frames, 4);
      const named = await nameTracks(tracks, gallery, finder, settings);
      const of = tracks.filter((_, at) => named[at]!.identity.decision === 'matched');
      t.deepEqual(
        of.map(({ from, to }) => [from.toFixed(1), to.toFixed(1)]),
        [['3.6', '7.9']],
        frames,
      );
      t.deepEqual(
        named.flatMap(({ identity }) => (identity.decision === 'matched' ? identity.person : [])),
        ['lin'],
      );
    }
  },
);
