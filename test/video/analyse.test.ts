import test from 'ava';
import { readSettings } from '../../config/settings.ts';
import { type Finder, openFinder } from '../../faces/Finder.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { analyseChunk, decodeOptions } from '../../video/analyse/analyseChunk.ts';
import { joinChunks } from '../../video/analyse/joinChunks.ts';
import { nameTracks } from '../../video/analyse/nameTracks.ts';
import { packTracks, unpackTracks } from '../../video/analyse/packTracks.ts';
import { boxAt } from '../../video/analyse/simplifyPath.ts';
import { trackItem } from '../../video/analyse/trackItem.ts';
import { decodeChunk } from '../../video/decodeChunk.ts';
import { planChunks } from '../../video/planChunks.ts';
import { probe } from '../../video/probe.ts';
import { writeFilm } from '../../video/writeFilm.ts';
import { readDemo } from '../faces/support/project.ts';
import { sourceOf } from './support/films.ts';
import { framesOfShots, pictureOf } from './support/shots.ts';

const SIZE = { width: 640, height: 360 };
let finder: Finder;
let film: Buffer;
test.before(async () => {
  finder = await openFinder(readSettings({ THREADS: '1' }));
  const [one, two] = [await pictureOf(await readDemo(1), 640), await pictureOf(await readDemo(5), 640)];
  const shots = [
    { seconds: 1, picture: one },
    { seconds: 1, picture: two },
  ];
  film = await writeFilm(framesOfShots(shots, SIZE.width, SIZE.height), {
    container: 'mp4',
    codec: 'h264',
    keyEvery: 15,
  });
});

async function analysed(frames: 'auto' | 'every', seconds: number) {
  const settings = { ...readSettings({}), videoFrames: frames };
  const source = sourceOf(film);
  const about = await probe(source);
  const looks = [];
  for (const chunk of planChunks(about, seconds))
    looks.push(
      await analyseChunk(decodeChunk(source, chunk, decodeOptions(settings, about)), about, finder, {
        frames,
        settings,
      }),
    );
  return {
    settings,
    looks,
    tracks: joinChunks(
      looks.map(({ tracks }) => tracks),
      finder.match,
    ),
  };
}

test('A cut ends the tracks of one scene, and begins those of the next, in every frame and in some', async (t) => {
  for (const frames of ['every', 'auto'] as const) {
    const { tracks } = await analysed(frames, 10);
    t.true(tracks.length >= 4, `${tracks.length} tracks`);
    for (const { from, to } of tracks) t.true(to <= 0.96 || from >= 1, `${frames}: ${from} to ${to}`);
  }
});

test('Tracks are the same in parts and packed, named and told as an item', async (t) => {
  const { settings, looks, tracks } = await analysed('every', 0.5);
  t.true(looks.length > 2);
  for (const { tracks } of looks) t.deepEqual(unpackTracks(packTracks(tracks)), tracks);
  const named = await nameTracks(tracks, new MemoryGallery(finder.space), finder, settings);
  const items = tracks.map((track, at) => trackItem(track, named[at]!.identity, named[at]!.unknown));
  for (const { from, to, box, path, time } of items) {
    t.true(from <= time && time <= to);
    t.true(Math.abs(boxAt(path!, time).left - box.left) < 0.05);
  }
  t.is(items[0]!.decision, 'unknown');
});
