import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type AudioCodec, BufferTarget, EncodedPacket } from 'mediabunny';
import { annotate } from '../../cli/watch/annotate.ts';

import { openFileSource } from '../../cli/watch/fileSource.ts';
import type { ToldTrack } from '../../cli/watch/onScreen.ts';
import { placeAt } from '../../cli/watch/placeAt.ts';
import type { Picture } from '../../faces/Picture.ts';
import { formatOf, type MuxedFilm, muxFilm, type Sound } from '../../video/encode/muxFilm.ts';
import { openSound } from '../../video/encode/openSound.ts';
import { probe } from '../../video/probe.ts';
import type { VideoSource } from '../../video/VideoSource.ts';
import { framesOf, sourceOf } from '../video/support/films.ts';

const SIZE = { width: 192, height: 96 };
const GREY = Buffer.alloc(SIZE.width * SIZE.height * 3, 90);
/** No two frames as long as each other. */
const timeOf = (number: number) => number / 25 + (number % 3) * 0.008;

function soundOf(codec: AudioCodec): Sound {
  const packets = (async function* () {
    for (let number = 0; number < 60; number++)
      yield new EncodedPacket(Buffer.alloc(50 + number, number), 'key', number * 0.02, 0.02);
  })();
  return { codec, config: { codec, numberOfChannels: 2, sampleRate: 48_000 }, packets };
}

/** Grey frames as `timeOf` says. */
async function greyFilm(film: Partial<MuxedFilm>, sound?: Sound, picture: Picture = { ...SIZE, rgb: GREY }) {
  const frames = Array.from({ length: 30 }, (_, number) => ({ time: timeOf(number), picture }));
  const target = new BufferTarget();
  const options: MuxedFilm = { container: 'mp4', codec: 'h264', keyEvery: 10, ...film };
  const format = formatOf(options.container, 'in-memory');
  await muxFilm({ target, format }, frames, options, sound);
  return sourceOf(Buffer.from(target.buffer!));
}

async function folder(t: ExecutionContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-annotate-'));
  t.teardown(() => rm(dir, { recursive: true }));
  return dir;
}

/** A face that moves from left to right, a tenth of the frame wide, half of it high. */
const MOVING: ToldTrack = {
  from: timeOf(5),
  to: timeOf(25),
  time: 0.5,
  box: { left: 0.1, top: 0.2, width: 0.1, height: 0.5 },
  decision: 'matched',
  person: 'ann',
  path: [timeOf(5), 0.1, 0.2, 0.1, 0.5, timeOf(25), 0.8, 0.2, 0.1, 0.5],
};

async function annotated(t: ExecutionContext, source: VideoSource, tracks: ToldTrack[], name = 'out.mp4') {
  const dir = await folder(t);
  const signal = new AbortController().signal;
  const told = await annotate(source, tracks, join(dir, name), { signal, onTime() {} });
  t.deepEqual(await readdir(dir), [name], 'nothing else is left');
  const copy = await openFileSource(join(dir, name));
  t.teardown(() => copy.close());
  return { told, copy };
}

test('between the times that are told of it a face is on the straight line between its places', (t) => {
  const path = [1, 0, 0, 0.1, 0.2, 2, 0.5, 0.1, 0.1, 0.2, 4, 0.5, 0.3, 0.2, 0.4];
  const track = { ...MOVING, from: 1, to: 4, path };
  const at = (time: number) => Object.values(placeAt(track, time)!).map((side) => Number(side.toFixed(6)));
  t.deepEqual(at(1), [0, 0, 0.1, 0.2]);
  t.deepEqual(at(1.5), [0.25, 0.05, 0.1, 0.2]);
  t.deepEqual(at(2), [0.5, 0.1, 0.1, 0.2]);
  t.deepEqual(at(3), [0.5, 0.2, 0.15, 0.3]);
  t.deepEqual(at(4), [0.5, 0.3, 0.2, 0.4]);
  t.is(placeAt(track, 0.99), undefined);
  t.is(placeAt(track, 4.01), undefined);
  t.deepEqual(placeAt({ ...track, path: undefined }, 2), track.box, 'with one place alone it is there');
});

test('a copy has a yellow frame where the face is, at the time of each frame, and none before and after', async (t) => {
  const source = await greyFilm({});
  const { copy, told } = await annotated(t, source, [MOVING]);
  t.deepEqual(told, { missing: [] });
  const { frames, missing } = await framesOf(copy, { from: 0 });
  t.deepEqual(missing, []);
  t.deepEqual(
    frames.map(({ time }) => Math.round(time * 1e4)),
    Array.from({ length: 30 }, (_, number) => Math.round(timeOf(number) * 1e4)),
  );
  const yellow = ({ rgb, width }: Picture, x: number, y: number) => {
    const [red, green, blue] = rgb.subarray((y * width + x) * 3);
    return red! > 150 && green! > 120 && blue! < 110;
  };
  for (const { time, picture } of frames) {
    const box = placeAt(MOVING, time);
    const columns = Array.from({ length: SIZE.width }, (_, x) => x).filter((x) => yellow(picture, x, 40));
    if (!box) t.deepEqual(columns, [], `${time}`);
    else {
      const edges = [box.left, box.left + box.width].map((edge) => edge * SIZE.width);
      t.true(Math.abs(columns[0]! - edges[0]!) <= 2, `${time}: ${columns} begin at ${edges[0]}`);
      t.true(Math.abs(columns.at(-1)! - edges[1]!) <= 2, `${time}: ${columns} end at ${edges[1]}`);
    }
  }
});

test('a copy is upright, and as long as the film', async (t) => {
  const source = await greyFilm({ turn: 90, container: 'matroska' });
  const { copy } = await annotated(t, source, [], 'out.mov');
  const [before, after] = [await probe(source), await probe(copy)];
  t.like(before, { turn: 90, width: 96, height: 192 });
  t.like(after, { turn: 0, width: 96, height: 192, container: 'mov', codec: 'h264' });
  t.true(Math.abs(after.duration - before.duration) < 0.002, `${after.duration}, ${before.duration}`);
});

test('the sound goes over as it is, and is told where it cannot', async (t) => {
  const source = await greyFilm({}, soundOf('opus'));
  const { copy, told } = await annotated(t, source, []);
  t.deepEqual(told, { missing: [] });
  const packets = async (of: VideoSource) => {
    const sound = await openSound(of, formatOf('mp4', false));
    if (!('packets' in sound)) return t.fail('there is no sound');
    const all: [number, string][] = [];
    for (let next = await sound.packets.next(); !next.done; next = await sound.packets.next())
      all.push([Math.round(next.value.timestamp * 1000), Buffer.from(next.value.data).toString('hex')]);
    sound.close();
    return all;
  };
  const before = (await packets(source))!;
  t.is(before.length, 60);
  t.deepEqual(await packets(copy), before);

  const other = await greyFilm({ container: 'matroska' }, soundOf('pcm-u8'));
  const without = await annotated(t, other, []);
  t.deepEqual(without.told, { missing: [], withoutSound: 'pcm-u8' });
  t.like(await probe(without.copy), { container: 'mp4', width: 192 });
});

test('what ends early leaves no file, and what was there stays', async (t) => {
  const dir = await folder(t);
  const file = join(dir, 'out.mp4');
  await writeFile(file, 'before');
  const source = await greyFilm({});
  const controller = new AbortController();
  const stop = () => controller.abort(new Error('enough'));
  await t.throwsAsync(annotate(source, [MOVING], file, { signal: controller.signal, onTime: stop }), {
    message: 'enough',
  });
  t.deepEqual(await readdir(dir), ['out.mp4']);
  t.is(await readFile(file, 'utf8'), 'before');
});

test('a film of odd size is written at an even one', async (t) => {
  const rgb = Buffer.alloc(64 * 48 * 3, 100);
  const odd = await greyFilm({ codec: 'vp9', container: 'webm' }, undefined, {
    width: 63,
    height: 47,
    rgb: rgb.subarray(0, 63 * 47 * 3),
  });
  const { copy } = await annotated(t, odd, []);
  t.like(await probe(copy), { width: 62, height: 46 });
  t.is((await framesOf(copy, { from: 0 })).frames.length, 30);
});

test('of a film that is cut short the copy has what is there, with its sound', async (t) => {
  const whole = await greyFilm({}, soundOf('opus'));
  const bytes = await whole.read(0, whole.bytes);
  const { copy, told } = await annotated(t, sourceOf(bytes.subarray(0, Math.floor(0.7 * whole.bytes))), []);
  t.true(told.missing.length > 0);
  const { frames } = await framesOf(copy, { from: 0 });
  t.true(frames.length > 0 && frames.length < 30, `${frames.length}`);
  const sound = await openSound(copy, formatOf('mp4', false));
  t.true('packets' in sound);
  if ('close' in sound) sound.close();
});
