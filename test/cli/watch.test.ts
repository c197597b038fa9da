import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { openFileSource } from '../../cli/watch/fileSource.ts';
import type { Analysed, AnalysedVideo, TrackItem } from '../../store/ImageItem.ts';
import { putTracks } from '../../store/results/tracksFile.ts';
import { displayWidth } from '../../terminal/displayWidth.ts';
import { probe } from '../../video/probe.ts';
import { writeFilm } from '../../video/writeFilm.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { framesOf } from '../video/support/films.ts';
import { framesOfShots, pictureOf } from '../video/support/shots.ts';
import { command, cutOut, folderOf } from './command.ts';

const SIZE = { width: 640, height: 360 };
const GREY = { width: 640, height: 360, rgb: Buffer.alloc(640 * 360 * 3, 128) };

let stack: Stack;
let run: ReturnType<typeof command>;
/** Three people for two seconds, of whom ann is enrolled; nobody for one second; others for one. */
let film: Buffer;

test.before(async (t) => {
  t.timeout(300_000);
  stack = await startStack({ VIDEO_CHUNK_SECONDS: '1' });
  run = command(stack.endpoint);
  const photo = await sample(1);
  const { item } = await stack.analysed('sample.jpg', photo);
  const ann = (item as Analysed).faces.toSorted((one, other) => one.box.left - other.box.left)[0]!;
  await stack.analysed('people/ann/1.jpg', await cutOut(photo, ann));
  const shots = [
    { seconds: 2, picture: await pictureOf(photo, 640) },
    { seconds: 1, picture: GREY },
    { seconds: 1, picture: await pictureOf(await sample(5), 640) },
  ];
  film = await writeFilm(framesOfShots(shots, SIZE.width, SIZE.height), {
    ...{ container: 'mp4', codec: 'h264', keyEvery: 25 },
  });
});
test.after.always(() => stack?.stop());

test.serial('a film is dropped, its parts are counted, and who is on the screen is drawn', async (t) => {
  t.timeout(300_000);
  const { dir, remove } = await folderOf({ 'film.mp4': film });
  t.teardown(remove);
  const args = ['watch', 'film.mp4', '--srt', 'film.srt', '--annotate', 'named.mp4'];
  const { code, stdout, stderr } = await run(args, { cwd: dir });
  t.is(code, 0, stderr);
  t.regex(stderr, /^Sent: film\.mp4, /m);
  const parts = stderr.match(/^\d\/\d 0:0\d\.0 to 0:0\d\.0$/gm) ?? [];
  t.true(parts.length >= 3, stderr);
  t.is(new Set(parts.map((line) => line.slice(4))).size, parts.length, 'each part once');
  t.regex(stdout, /^film\.mp4\n {2}video {5}0:04\.0 of 640 x 360 mp4 \(h264\), 25 frames a second, /);
  const lines = stdout.split('\n');
  const ann = lines.find((line) => line.startsWith('ann '))!;
  t.regex(ann, /^ann +█+▒?\.+ {2}0:0[12]\.\d {2}/);
  t.true(lines.some((line) => /^unknown 1 +[█▒]/.test(line)));
  for (const line of lines) t.true(displayWidth(line) <= 80, line);

  const subtitles = await readFile(join(dir, 'film.srt'), 'utf8');
  t.regex(subtitles, /^1\n00:00:00,000 --> 00:00:0[12],\d{3}\nann, unknown 1, unknown 2\n\n/);
  t.is(
    (await stat(join(dir, 'film.srt'))).mode & 0o777,
    0o666 & ~process.umask(),
    'players of others read it too',
  );
  t.deepEqual((await readdir(dir)).sort(), ['film.mp4', 'film.srt', 'named.mp4']);
  const copy = await openFileSource(join(dir, 'named.mp4'));
  t.teardown(() => copy.close());
  t.like(await probe(copy), { ...SIZE, duration: 4 });
  const { frames } = await framesOf(copy, { from: 0 }, { frames: 'every', within: SIZE });
  t.is(frames.length, 100);
  const yellow = ({ rgb }: { rgb: Uint8Array }) => {
    let count = 0;
    for (let at = 0; at < rgb.length; at += 3)
      if (rgb[at]! > 200 && rgb[at + 1]! > 160 && rgb[at + 2]! < 90) count++;
    return count;
  };
  t.true(yellow(frames[25]!.picture) > yellow(frames[65]!.picture) + 100, 'ann has a frame');
  t.is(yellow(frames[65]!.picture), 0, 'where nobody is, nothing is drawn');
});

test.serial('a film that is there is not sent again, and --key follows one without a file', async (t) => {
  const { dir, remove } = await folderOf({ 'film.mp4': film });
  t.teardown(remove);
  const again = await run(['watch', 'film.mp4'], { cwd: dir });
  t.is(again.code, 0, again.stderr);
  t.is(again.stderr, 'Already there: film.mp4\n');
  const json = await run(['watch', '--key', 'film.mp4', '--json']);
  t.is(json.code, 0, json.stderr);
  t.is(json.stderr, '');
  const item = JSON.parse(json.stdout) as AnalysedVideo;
  t.like(item, { image: 'film.mp4', kind: 'video', status: 'analysed', chunks: 4, people: ['ann'] });
  t.is(item.tracks.length, item.trackCount);
  t.true(item.tracks.every(({ path }) => path!.length >= 5));
  t.false('pending' in item);
  const named = await run(['watch', '--key', 'film.mp4', '--annotate', 'of-the-object.mkv'], { cwd: dir });
  t.is(named.code, 0, named.stderr);
  const copy = await openFileSource(join(dir, 'of-the-object.mkv'));
  t.teardown(() => copy.close());
  t.like(await probe(copy), { ...SIZE, container: 'matroska' });
});

test.serial('Ctrl-C while it is looked at says how to go on', async (t) => {
  t.timeout(300_000);
  const { dir, remove } = await folderOf({ 'film.mp4': film });
  t.teardown(remove);
  const cut = await run(['watch', 'film.mp4', '--key', 'cut off.mp4'], { cwd: dir, interruptAt: /^1\/4 /m });
  t.is(cut.code, 130);
  t.is(cut.stdout, '');
  t.regex(
    cut.stderr,
    /\nInterrupted\. cut off\.mp4 is looked at all the same; go on with\n {2}npx face-inbox watch --key 'cut off\.mp4'\n$/,
  );
  const { code, stdout } = await run(['watch', '--key', 'cut off.mp4']);
  t.is(code, 0);
  t.regex(stdout, /^ann /m);
});

test.serial('a film that is rejected is told with its reason, and ends with 3', async (t) => {
  const { dir, remove } = await folderOf({ 'cut.mp4': film.subarray(0, 600) });
  t.teardown(remove);
  const { code, stdout } = await run(['watch', 'cut.mp4', '--srt', 'cut.srt'], { cwd: dir });
  t.is(code, 3);
  t.regex(stdout, /^cut\.mp4\n {2}rejected: damaged\n {2}The video /);
  t.deepEqual(await readdir(dir), ['cut.mp4'], 'there is nothing to write');
  const json = await run(['watch', '--key', 'cut.mp4', '--json']);
  t.is(json.code, 3);
  t.like(JSON.parse(json.stdout), { status: 'rejected', reason: 'damaged' });
});

/** The result as it is told once the item stands as it is written here. */
async function itemOf(key: string, more: Partial<AnalysedVideo>): Promise<void> {
  await stack.analysed(key, 'no video');
  const { etag } = (await stack.settled(key)) as Analysed;
  const item: Omit<AnalysedVideo, 'people'> = {
    ...{ image: key, sequencer: '0'.repeat(32), status: 'analysed', kind: 'video', etag },
    ...{ bytes: 8, analysedAt: '2026-01-01T00:00:00.000Z', timings: {}, takenAt: '2026-01-01T00:00:00.000Z' },
    ...{ format: 'mp4', codec: 'h264', ...SIZE, duration: 60, frameRate: 25, chunks: 6, frames: 300 },
    ...{ engine: { name: 'onnx', weights: '1' }, trackCount: 1, tracks: [] },
    ...more,
  };
  await stack.db.send(new PutCommand({ TableName: stack.store.names.images, Item: item }));
}

const track = (more: Partial<TrackItem>): TrackItem => ({
  ...{ from: 0, to: 9.96, samples: 50, time: 1, score: 0.9, decision: 'unknown' },
  box: { left: 0.1, top: 0.1, width: 0.2, height: 0.4 },
  quality: { sharpness: 9, brightness: 100, size: 128, roll: 0, yaw: 0, pitch: 0 },
  ...more,
});

test.serial('what could not be looked at is marked and told, and ends with 1', async (t) => {
  await itemOf('missing.mp4', {
    tracks: [track({ decision: 'matched', person: 'שרה כהן', similarity: 91.26 })],
    missing: [{ from: 30, to: 60, reason: 'failed', message: 'The disk is full. Make room.' }],
  });
  const { code, stdout, stderr } = await run(['watch', '--key', 'missing.mp4']);
  t.is(code, 1);
  t.is(stderr, 'Not all of it could be looked at; what is missing is told above.\n');
  t.regex(stdout, /^ {2}missing {3}0:30\.0 to 1:00\.0: failed, The disk is full\. Make room\.$/m);
  t.regex(stdout, /^שרה כהן\u200e {2}█+▒?\.+\?{20,} {2}0:10\.0 {5}91\.3$/m);
});

test.serial('tracks for which the item has no room are had from the object that it names', async (t) => {
  const all = Array.from({ length: 30 }, (_, at) => track({ from: at, to: at + 0.96, unknown: at + 1 }));
  const file = { version: '1' as const, image: 'many.mp4', etag: '', tracks: all };
  const tracksAt = await putTracks(stack.store, 'many', file);
  await itemOf('many.mp4', { tracks: all.slice(0, 2), tracksLeftOut: 28, trackCount: 30, tracksAt });
  const json = await run(['watch', '--key', 'many.mp4', '--json']);
  t.is(json.code, 0, json.stderr);
  t.deepEqual(JSON.parse(json.stdout).tracks, all);
  t.false('tracksLeftOut' in JSON.parse(json.stdout));
  const { stdout } = await run(['watch', '--key', 'many.mp4']);
  t.is(stdout.match(/^unknown \d+ +[█▒.]/gm)?.length, 20);
  t.regex(stdout, /^10 more unknown people; --json has all\.$/m);

  await itemOf('lost.mp4', { tracksAt: { ...tracksAt, key: 'nowhere.json' } });
  const lost = await run(['watch', '--key', 'lost.mp4']);
  t.is(lost.code, 1);
  t.regex(
    lost.stderr,
    /^The tracks of lost\.mp4 are not at s3:\/\/face-inbox-results\/nowhere\.json: .*\nTry again/,
  );
});

test.serial('what is no film, or not there, is told before anything is sent', async (t) => {
  const { dir, remove } = await folderOf({
    'film.mp4': film,
    'text.mp4': 'no film',
    'empty.mp4': '',
    'there.srt': 'x',
  });
  t.teardown(remove);
  const told = async (args: string[]) => {
    const { code, stdout, stderr } = await run(['watch', ...args], { cwd: dir });
    t.is(stdout, '');
    return `${code} ${stderr}`;
  };
  t.regex(await told([]), /^2 Name a video to drop, or with --key one that is in the inbox\.\n$/);
  t.regex(await told(['nowhere.mp4']), /^1 There is no such file or folder\.\n$/);
  t.regex(await told(['text.mp4']), /^1 text\.mp4 is no video \(MP4, MOV, MKV or WebM\)\. Drop a photo with/);
  t.regex(await told(['empty.mp4']), /^1 empty\.mp4 is no video/);
  t.regex(await told(['--key', 'nowhere.mp4']), /^4 nowhere\.mp4 is neither in the bucket/);
  t.regex(await told(['--key', 'sample.jpg']), /^2 sample\.jpg is a photo\. See who is in it with/);
  t.regex(
    await told(['film.mp4', '--annotate', 'out.avi']),
    /^2 --annotate is out\.avi, but must end in \.mp4/,
  );
  t.regex(
    await told(['film.mp4', '--srt', 'no/out.srt']),
    /^2 --srt is no\/out\.srt, but there is no folder no\./,
  );
  t.regex(
    await told(['film.mp4', '--srt', 'there.srt']),
    /^2 there\.srt is there already, .*add --force\.\n$/,
  );
  t.regex(await told(['film.mp4', '--annotate', 'film.mp4', '--force']), /^2 --annotate is the video itself/);
  t.regex(
    await told(['film.mp4', '--endpoint', 'http://127.0.0.1:9']),
    /^5 The endpoint .* cannot be reached/,
  );
  t.is(await readFile(join(dir, 'there.srt'), 'utf8'), 'x');
  const forced = await run(['watch', 'film.mp4', '--srt', 'there.srt', '--force'], { cwd: dir });
  t.is(forced.code, 0, forced.stderr);
  t.regex(await readFile(join(dir, 'there.srt'), 'utf8'), /^1\n00:00:00,000 --> /);
});

test.serial('drop takes films beside photos, a large one in parts, and knows both again', async (t) => {
  const { dir, remove } = await folderOf({
    'small.mp4': film.subarray(0, 600),
    'photo.jpg': await sample(1),
  });
  t.teardown(remove);
  const large = await open(join(dir, 'large.mov'), 'w');
  await large.write(film.subarray(0, 600));
  await large.truncate(150_000_000);
  await large.close();
  const args = ['drop', dir, '--prefix', 'films'];
  const { code, stdout, stderr } = await run(args);
  t.is(code, 0, stderr);
  t.is(stdout, '3 files sent, 0 already there.\n');
  t.is((await run(args)).stdout, '0 files sent, 3 already there.\n');
  const { Uploads } = await stack.clients.s3.send(new ListMultipartUploadsCommand({ Bucket: 'face-inbox' }));
  t.deepEqual(Uploads ?? [], []);
  const waited = await run([...args, '--wait']);
  t.is(waited.code, 3);
  t.regex(waited.stdout, /^films\/large\.mov: rejected, empty\. /m);
  t.regex(waited.stdout, /^films\/photo\.jpg: 3 faces: /m);
});
