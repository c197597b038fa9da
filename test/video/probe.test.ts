import test from 'ava';
import { sniff } from '../../faces/decode/sniff.ts';
import type { Codec, Container } from '../../video/Film.ts';
import { probe } from '../../video/probe.ts';
import { sniffVideo } from '../../video/sniffVideo.ts';
import { numberedFilm, sourceOf } from './support/films.ts';

const KINDS: [Container, Codec][] = [
  ['mp4', 'h264'],
  ['mp4', 'h265'],
  ['mp4', 'vp9'],
  ['mp4', 'av1'],
  ['mov', 'h264'],
  ['mov', 'h265'],
  ['matroska', 'h264'],
  ['matroska', 'h265'],
  ['webm', 'vp8'],
  ['webm', 'vp9'],
  ['webm', 'av1'],
];

for (const [container, codec] of KINDS)
  test(`${codec} in ${container} is told by its content, with its times and its key frames`, async (t) => {
    const bytes = await numberedFilm({ frames: 100, container, codec, keyEvery: 40 });
    const film = await probe(sourceOf(bytes));
    t.like(film, { container, codec, width: 192, height: 96, turn: 0, flipped: false, variable: false });
    t.is(film.frameRate, 25);
    t.true(Math.abs(film.duration - 4) < 0.001, `${film.duration}`);
    t.deepEqual(film.keyFrames, [0, 1.6, 3.2]);
    t.is(film.timeBase % 25, 0);
    t.is(sniffVideo(bytes), container);
    t.throws(() => sniff(bytes), { message: /is a video/ });
  });

test('Of a film with its index in front only that and the first frames are read, wherever its key frames lie', async (t) => {
  const bytes = await numberedFilm({ frames: 1500 });
  const source = sourceOf(Buffer.concat([bytes, Buffer.alloc(100_000_000)]));
  const film = await probe(source);
  t.is(film.keyFrames.length, 30);
  t.true(source.count() < 1_000_000, `${source.count()} bytes`);
});

test('Of Matroska the index at its end is read, and not what lies between', async (t) => {
  const bytes = await numberedFilm({
    frames: 1500,
    container: 'matroska',
    noise: 40,
    bitsPerSecond: 3_000_000,
  });
  t.true(bytes.length > 4_000_000, `${bytes.length}`);
  const source = sourceOf(bytes);
  const film = await probe(source);
  t.is(film.keyFrames.length, 30);
  t.true(source.count() < bytes.length / 2, `${source.count()} of ${bytes.length} bytes`);
});

test('Without an index key frames are found in the packets themselves', async (t) => {
  for (const container of ['mp4', 'matroska'] as const) {
    const bytes = await numberedFilm({ frames: 100, container, keyEvery: 40, fragmented: true });
    const withoutIndex = Buffer.from(bytes);
    // Matroska's index becomes chapters, which it is not.
    for (let at = withoutIndex.indexOf(CUES); at >= 0; at = withoutIndex.indexOf(CUES, at))
      withoutIndex.set([0x10, 0x43, 0xa7, 0x70], at);
    t.deepEqual((await probe(sourceOf(withoutIndex))).keyFrames, [0, 1.6, 3.2], container);
  }
});

const CUES = Buffer.from([0x1c, 0x53, 0xbb, 0x6b]);

test('The size is that of the upright frames, and the turn is what makes them so', async (t) => {
  for (const turn of [0, 90, 180, 270] as const) {
    const film = await probe(sourceOf(await numberedFilm({ frames: 2, turn })));
    const lying = turn === 90 || turn === 270;
    t.like(film, { turn, width: lying ? 96 : 192, height: lying ? 192 : 96 });
  }
});

test('A variable frame rate is said so, and its mean told', async (t) => {
  const timeOf = (number: number) => (number * number) / 1000 + number / 100;
  const film = await probe(sourceOf(await numberedFilm({ frames: 60, timeOf })));
  t.true(film.variable);
  t.true(Math.abs(film.frameRate! - 59 / timeOf(59)) < 0.5, `${film.frameRate}`);
});

test('A single picture is a film of one frame, which has no frame rate', async (t) => {
  for (const container of ['mp4', 'webm'] as const) {
    const codec = container === 'mp4' ? 'h264' : 'vp9';
    const film = await probe(sourceOf(await numberedFilm({ frames: 1, container, codec })));
    t.is(film.frameRate, undefined);
    t.deepEqual(film.keyFrames, [0]);
  }
});

test('Pictures in the containers of videos are no videos', (t) => {
  const head = (brands: string) =>
    Buffer.from(`\0\0\0${String.fromCharCode(8 + brands.length)}ftyp${brands}`);
  t.is(sniffVideo(head('heic\0\0\0\0mif1heic')), undefined);
  t.is(sniffVideo(head('avif\0\0\0\0avifmif1')), undefined);
  t.is(sniffVideo(head('isom\0\0\x02\0isomiso2avc1mp41')), 'mp4');
  t.is(sniffVideo(head('qt  \0\0\x02\0qt  ')), 'mov');
  t.is(sniffVideo(Buffer.from('\0\0\0\x08wide\0\0\0\0mdat', 'latin1')), 'mov');
  t.is(sniffVideo(Buffer.alloc(0)), undefined);
});
