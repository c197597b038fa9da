import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { probe } from '../../video/probe.ts';
import { VideoError, type VideoReason } from '../../video/VideoError.ts';
import { box, saidEncrypted, withFrameKind, withoutFrames, withReference } from './support/boxes.ts';
import { allFrames, EVERY, framesOf, numberedFilm, sourceOf } from './support/films.ts';
import { numberOf } from './support/numbered.ts';
import { opened } from './support/openTestDecoder.ts';

async function refused(t: ExecutionContext, bytes: Uint8Array, reason: VideoReason, message: RegExp) {
  const decoder = opened(t);
  const error = await t.throwsAsync(decoder.probe(sourceOf(bytes)), { instanceOf: VideoError, message });
  t.is((error as VideoError | undefined)?.reason, reason);
  const here = await t.throwsAsync(probe(sourceOf(bytes)), { instanceOf: VideoError });
  t.is(here?.message, error?.message);
}

test('An object without a byte, and what is no video, are refused with what they begin with', async (t) => {
  await refused(t, Buffer.alloc(0), 'empty', /0 bytes\. Drop the video again/);
  await refused(
    t,
    Buffer.from('not a film at all'),
    'not-a-video',
    /6e6f74206120666[0-9a-f]* *.*, which are no video's/,
  );
});

test('Lists of other files are no videos, whatever their names say', async (t) => {
  for (const text of [
    '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:1/film.ts\n#EXT-X-ENDLIST\n',
    "ffconcat version 1.0\nfile '/etc/passwd'\n",
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period/></MPD>',
    'RTSPtext',
    '[Reference]\nRef1=http://127.0.0.1:1/film.mp4\n',
  ])
    await refused(t, Buffer.from(text), 'not-a-video', /Use MP4, MOV, MKV or WebM/);
});

test('A codec that is not read is named', async (t) => {
  const bytes = await numberedFilm({ frames: 3 });
  await refused(t, withFrameKind(bytes, 'mp4v'), 'unsupported-codec', /"mp4v".*Use H\.264, H\.265/);
  await refused(t, withFrameKind(bytes, 'xyz1'), 'unsupported-codec', /"xyz1"/);
});

test('What is encrypted is told so, in MP4 and in Matroska', async (t) => {
  const bytes = await numberedFilm({ frames: 3 });
  await refused(t, saidEncrypted(bytes), 'encrypted', /"encv".*without copy protection/);

  const matroska = await numberedFilm({ frames: 3, container: 'webm', codec: 'vp9' });
  await refused(t, withEncryption(matroska), 'encrypted', /ContentEncryption.*without copy protection/);
});

/** ContentEncodings with an encryption in the place of the codec's private data, which has as many bytes. */
function withEncryption(matroska: Buffer): Buffer {
  const copy = Buffer.from(matroska);
  const at = copy.indexOf(Buffer.from([0x63, 0xa2]));
  const length = copy[at + 2]! & 0x7f;
  const all = length + 3;
  // ContentEncodings, of all that is left; ContentEncoding; ContentEncryption, empty; the rest is Void.
  copy.set([0x6d, 0x80, 0x80 | (all - 3)], at);
  copy.set([0x62, 0x40, 0x83, 0x50, 0x35, 0x80], at + 3);
  copy.set([0xec, 0x80 | (all - 3 - 6 - 2)], at + 9);
  return copy;
}

test('A film whose frames lie elsewhere opens nothing: no address, no file', async (t) => {
  let requests = 0;
  const server = createServer((_, response) => {
    requests++;
    response.end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.teardown(() => server.close());
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-canary-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const canary = join(folder, 'canary.mp4');
  const bytes = await numberedFilm({ frames: 3 });
  await writeFile(canary, bytes);
  const untouched = new Date(0);
  await utimes(canary, untouched, new Date());

  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/film.mp4`;
  for (const [kind, to] of [
    ['url ', address],
    ['url ', pathToFileURL(canary).href],
    ['alis', canary],
    ['urn ', `urn:film\0${address}`],
  ] as const)
    await refused(t, withReference(bytes, kind, to), 'external-data', /in another file \(a data reference\)/);
  const reference = box('rmda', box('rdrf', Buffer.alloc(4), Buffer.from(`url ${address}\0`)));
  const movie = Buffer.concat([
    box('ftyp', Buffer.from('qt  \0\0\0\0qt  ')),
    box('moov', box('rmra', reference)),
  ]);
  await refused(t, movie, 'external-data', /Export it as one file/);

  t.is(requests, 0);
  t.is((await stat(canary)).atimeMs, 0, 'nobody has read it');
});

test('What can be decoded of a film that is cut short is, and the rest is named', async (t) => {
  const bytes = await numberedFilm({ frames: 250, noise: 20, keyEvery: 25, bitsPerSecond: 1_000_000 });
  const { frames, missing, film } = await allFrames(bytes.subarray(0, bytes.length * 0.62), 1);
  t.is(film.duration, 10);
  t.true(frames.length > 100 && frames.length < 200, `${frames.length}`);
  t.deepEqual(
    frames.map(({ picture }) => numberOf(picture)),
    Array.from({ length: frames.length }, (_, number) => number),
  );
  const [first, last] = [missing[0]!, missing.at(-1)!];
  t.true(Math.abs(first.from - frames.length / 25) < 0.05, JSON.stringify(missing));
  t.is(last.to, 10);
  const lacking = missing.reduce((sum, { from, to }) => sum + to - from, 0);
  t.true(Math.abs(lacking - (10 - frames.length / 25)) < 0.1, `${lacking}`);
});

test('Of a film in pieces or in Matroska that is cut short what is there is decoded', async (t) => {
  for (const container of ['mp4', 'matroska'] as const) {
    const bytes = await numberedFilm({ frames: 250, noise: 20, keyEvery: 25, container, fragmented: true });
    const { frames } = await allFrames(bytes.subarray(0, bytes.length * 0.62), 1);
    t.true(frames.length > 100 && frames.length < 200, `${container}: ${frames.length}`);
    t.deepEqual(
      frames.map(({ picture }) => numberOf(picture)),
      Array.from({ length: frames.length }, (_, number) => number),
      container,
    );
  }
});

test('A film that is cut short before its index is damaged', async (t) => {
  const bytes = await numberedFilm({ frames: 3 });
  await refused(t, bytes.subarray(0, 60), 'damaged', /cut short or broken: drop it again/);
});

test('Bytes that are broken in the middle cost their own frames alone', async (t) => {
  const bytes = await numberedFilm({ frames: 250, noise: 20, keyEvery: 25, bitsPerSecond: 1_000_000 });
  const broken = Buffer.from(bytes);
  const middle = Math.floor(bytes.length / 2);
  broken.fill(0xff, middle, middle + 20_000);
  const { frames, missing } = await allFrames(broken, 1);
  t.true(frames.length > 200 && frames.length < 250, `${frames.length}`);
  t.true(missing.length > 0);
  for (const { from, to } of missing) t.true(from > 4 && to <= 7, JSON.stringify(missing));
  for (const { time, picture } of frames)
    if (time < 4 || time > 7) t.is(numberOf(picture), Math.round(time * 25));
  const byTime = new Map(frames.map(({ time, picture }) => [time, Buffer.from(picture.rgb)]));
  for (const rate of [12, 20]) {
    const some = await allFrames(broken, 1, { ...EVERY, frames: rate });
    t.true(some.frames.length > 0.8 * rate * 8);
    for (const { time, picture } of some.frames) t.true(byTime.get(time)!.equals(picture.rgb), `${time}`);
  }
});

test('A film of no frames lasts no time, and is refused', async (t) => {
  const bytes = await numberedFilm({ frames: 3 });
  await refused(t, withoutFrames(bytes), 'empty', /0 seconds/);
});

test('A film may last so long, have so many pixels and so many frames, and no more', async (t) => {
  const bytes = await numberedFilm({ frames: 100 });
  const decoder = opened(t);
  for (const [limits, reason, message] of [
    [{ maxSeconds: 3, maxPixels: 1e6 }, 'too-long', /lasts 4 seconds; at most 3 are allowed/],
    [{ maxSeconds: 5, maxPixels: 1e4 }, 'too-many-pixels', /192 x 96 pixels; at most 0\.01 million/],
  ] as const) {
    const error = await t.throwsAsync(decoder.probe(sourceOf(bytes), limits), { message });
    t.is((error as VideoError).reason, reason);
  }
  const many = await t.throwsAsync(framesOf(sourceOf(bytes), { from: 0 }, { ...EVERY, maxFrames: 99 }), {
    message: /more than 99 frames/,
  });
  t.is((many as VideoError).reason, 'too-many-frames');
});

test('A frame that is larger than the film says is not decoded', async (t) => {
  const bytes = await numberedFilm({ frames: 2 });
  const { frames, missing } = await framesOf(sourceOf(bytes), { from: 0 }, { ...EVERY, maxPixels: 10_000 });
  t.is(frames.length, 0);
  t.deepEqual(
    missing.map(({ from }) => from),
    [0],
  );
});

test('Garbage after what is there is passed over, and does not keep the demuxer busy', async (t) => {
  for (const container of ['mp4', 'matroska'] as const) {
    const bytes = await numberedFilm({ frames: 50, container, fragmented: true });
    const { frames } = await allFrames(Buffer.concat([bytes, Buffer.alloc(300_000, 'garbage')]), 1);
    t.is(frames.length, 50, container);
  }
  // In the place of the index, within the film.
  const film = await numberedFilm({ frames: 50, container: 'matroska' });
  film.set([0x1c, 0x53, 0xbb, 0x6c], film.lastIndexOf(Buffer.from([0x1c, 0x53, 0xbb, 0x6b])));
  await refused(t, film, 'damaged', /nothing that belongs there follows/);
});

test('A source that fails or gives too little is no fault of the video', async (t) => {
  const bytes = await numberedFilm({ frames: 50, noise: 40 });
  const failing = { bytes: bytes.length, read: () => Promise.reject(new Error('the network is down')) };
  const short = { bytes: bytes.length, read: async (start: number) => bytes.subarray(start, start + 10) };
  const decoder = opened(t);
  for (const source of [failing, short]) {
    const message = source === failing ? 'the network is down' : /must give all of them/;
    t.false((await t.throwsAsync(probe(source), { message })) instanceof VideoError);
    t.false((await t.throwsAsync(framesOf(source, { from: 0 }), { message })) instanceof VideoError);
    t.false((await t.throwsAsync(decoder.probe(source))) instanceof VideoError);
  }
  t.is((await decoder.probe(sourceOf(bytes))).duration, 2, 'the next film is read as if nothing had been');
});
