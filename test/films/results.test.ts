import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import ava from 'ava';
import type { AnalysedVideo, TrackItem } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { record } from '../../store/record.ts';
import { fitTracks } from '../../store/results/fitTracks.ts';
import { readTracks } from '../../store/results/tracksFile.ts';
import { withoutTracks, withTracks } from '../../store/results/withTracks.ts';
import { revised } from '../../store/sequencer.ts';
import { command } from '../cli/command.ts';
import { deviations, invoke, untold } from '../support/inbox.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { type Cast, castOf, filmed, filmOf, GREY } from './film.ts';

const test = ava.serial;
let stack: Stack;
let cast: Cast;
let film: Buffer;
let run: ReturnType<typeof command>;

ava.before(async () => {
  stack = await startStack({ VIDEO_CHUNK_SECONDS: '2', VIDEO_CONCURRENCY: '2' });
  run = command(stack.endpoint);
  cast = await castOf(stack);
  await stack.analysed('people/ann/1.png', cast.portraits[0]!);
  film = await filmOf([
    { seconds: 1, picture: GREY },
    { seconds: 2, picture: cast.pictures[0]! },
    { seconds: 1, picture: cast.pictures[1]! },
  ]);
});
ava.after.always(() => stack?.stop());

async function objects(): Promise<string[]> {
  const { s3, bucket: Bucket } = stack.store.results;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key }) => Key!);
}

async function seen(person: string) {
  const { Items = [] } = await stack.db.send(
    new QueryCommand({
      TableName: stack.store.names.sightings,
      KeyConditionExpression: 'person = :p',
      ExpressionAttributeValues: { ':p': person },
    }),
  );
  return Items;
}

const videoAt = async (key: string) => (await getImage(stack.store, key)) as AnalysedVideo;

/** A result as a film of hours has it: that of a short one, with its tracks many times over, as the last function writes it. */
async function hours(
  key: string,
  times: number,
  called = (track: TrackItem): TrackItem => track,
): Promise<{ all: TrackItem[]; item: AnalysedVideo }> {
  const { item: short } = await filmed(stack, key, film);
  const all = Array.from({ length: times }, (_, at) =>
    short.tracks.map((track) => called({ ...track, from: track.from + 4 * at, to: track.to + 4 * at })),
  ).flat();
  const long = { ...withoutTracks(short), sequencer: revised(short.sequencer), duration: 4 * times };
  const item = await withTracks(stack.store, long, all);
  await record(stack.store, item);
  return { all, item };
}

test('of tracks that are too many for an item all are in an object, and of each person one at least in the item', async (t) => {
  const { all, item } = await hours('hours.mp4', 600);
  t.is(item.trackCount, all.length);
  t.true(item.tracksLeftOut! > 0);
  t.is(item.tracks.length + item.tracksLeftOut!, all.length);
  t.true(Buffer.byteLength(JSON.stringify(item.tracks)) <= 240_000);
  t.false(item.tracks.some(({ path }) => path));
  t.is(item.tracks.filter(({ person }) => person === 'ann').length, 600, 'who has a name goes first');
  t.deepEqual((await readTracks(stack.store, item.tracksAt!)).tracks, all);
  const told = stack.heard.findLast(({ detail }) => detail.image === 'hours.mp4')!;
  for (let next = told; next.detail.trackCount !== all.length; ) next = await stack.announced('hours.mp4');
  t.is((await seen('ann')).filter(({ image }) => image === 'hours.mp4').length, 600);
  t.deepEqual(await deviations(stack), []);

  const many = Array.from({ length: 2000 }, (_, at) => ({
    ...all[0]!,
    person: `person ${at % 40}`,
    from: at,
    to: at + 1,
  }));
  const fit = fitTracks([...many, { ...all[0]!, person: 'once', from: 0, to: 0 }], 100_000);
  t.is(new Set(fit.map(({ person }) => person)).size, 41);
});

test('what is too much goes with the film, and with what takes its place', async (t) => {
  await hours('second.mp4', 400);
  t.is((await objects()).length, 2);
  await stack.remove('second.mp4');
  while ((await stack.announced('second.mp4')).type !== 'Image Removed');
  t.is((await stack.settled('second.mp4'))?.status, 'removed');
  t.is((await objects()).length, 1);
  t.deepEqual(await deviations(stack), []);
});

test('who is renamed is called so in all tracks, in the object and in sightings', async (t) => {
  await filmed(stack, 'short.mp4', film);
  const { code, stderr } = await run(['people', 'rename', 'ann', 'anna']);
  t.is(code, 0, stderr);
  for (const key of ['hours.mp4', 'short.mp4']) {
    const item = await videoAt(key);
    t.deepEqual(item.people, new Set(['anna']));
    t.false(JSON.stringify(item.tracks).includes('"ann"'), key);
  }
  const [file, ...others] = await objects();
  t.deepEqual(others, []);
  const { tracks } = await readTracks(stack.store, { bucket: stack.store.results.bucket, key: file! });
  t.is(tracks.filter(({ person }) => person === 'anna').length, 600);
  t.deepEqual(await seen('ann'), []);
  t.is((await seen('anna')).filter(({ image }) => image === 'hours.mp4').length, 600);
  t.deepEqual(await deviations(stack), []);
});

test('`who` and `seen` tell of films', async (t) => {
  const { stdout } = await run(['who', 'short.mp4']);
  t.regex(stdout, /short\.mp4\n {2}video +0:04\.0 of 640 x 360 mp4 \(h264\), 25 frames a second/);
  t.regex(stdout, /result +video of 0:04\.0: anna 0:01\.0-0:0[23]\.\d, 1 unknown/);
  t.regex(stdout, /\n1 +0:01\.0 +0:0[23]\.\d +anna /);
  const seenThere = await run(['seen', 'anna', '--limit', '1']);
  t.regex(seenThere.stdout, /in it +similar\n.* 0:01\.0 to 0:0[23]\.\d/);
});

test('rows, objects and films that follow from nothing are stated, and mended', async (t) => {
  const { names, results } = stack.store;
  const stray = { plan: 'lost', at: '000000', image: 'short.mp4', tracks: Buffer.alloc(1), expiresAt: 9e9 };
  await stack.db.send(new PutCommand({ TableName: names.chunks, Item: stray }));
  const { tracks } = await videoAt('short.mp4');
  const lost = await withTracks(
    stack.store,
    { ...withoutTracks(await videoAt('short.mp4')), image: 'short.mp4' },
    Array.from({ length: 900 }, () => tracks).flat(),
  );
  t.is((await objects()).length, 2);
  const before = await videoAt('hours.mp4');
  await untold(stack, async () => stack.drop('waiting.mp4', film));
  const planned = { ...withoutTracks(await videoAt('short.mp4')), image: 'waiting.mp4', plan: 'none' };
  const { engine, frames, ...waiting } = planned;
  await stack.db.send(
    new PutCommand({
      TableName: names.images,
      Item: { ...waiting, status: 'analysing', analysedAt: '2020-01-01T00:00:00.000Z' },
    }),
  );
  await stack.db.send(
    new UpdateCommand({
      TableName: names.images,
      Key: { image: 'hours.mp4' },
      UpdateExpression: 'SET tracksAt = :at',
      ExpressionAttributeValues: { ':at': { bucket: results.bucket, key: 'nowhere.json' } },
    }),
  );
  t.deepEqual(
    (await deviations(stack)).map(({ kind, key }) => `${kind} ${key}`).sort(),
    [
      'overdue waiting.mp4',
      'outdated waiting.mp4',
      'plan-stray short.mp4',
      'result-missing hours.mp4',
      'result-stray hours.mp4',
      'result-stray short.mp4',
    ].sort(),
  );
  t.truthy(lost.tracksAt && before.tracksAt);
  const { code, stderr } = await run(['reconcile']);
  t.is(code, 0, stderr);
  for (const key of ['waiting.mp4', 'hours.mp4'])
    while ((await stack.announced(key)).type !== 'Video Analysed');
  t.deepEqual(await deviations(stack), []);
  t.deepEqual(await objects(), []);
  t.like(await videoAt('waiting.mp4'), { status: 'analysed', trackCount: 2 });
  await invoke(stack, 'face-inbox-reconcile');
});

test('who is forgotten is in no track, object or sighting any more', async (t) => {
  await hours('forgotten.mp4', 500);
  const { code, stderr } = await run(['forget', 'anna', '--yes']);
  t.is(code, 0, stderr);
  for (const key of ['forgotten.mp4', 'short.mp4', 'hours.mp4']) {
    const item = await videoAt(key);
    t.is(item.people, undefined, key);
    t.false(JSON.stringify(item).includes('anna'), key);
  }
  const [file, ...others] = await objects();
  t.deepEqual(others, []);
  const { tracks } = await readTracks(stack.store, { bucket: stack.store.results.bucket, key: file! });
  t.false(JSON.stringify(tracks).includes('anna'));
  t.is(tracks.length, (await videoAt('forgotten.mp4')).trackCount);
  t.deepEqual(await seen('anna'), []);
  t.deepEqual(await deviations(stack), []);
});

test('where somebody is forgotten, the sightings of others follow their tracks to other places', async (t) => {
  const called = (track: TrackItem) => ({ ...track, person: track.from % 4 < 2 ? 'dan' : 'cleo' });
  const { item } = await hours('two.mp4', 600, called);
  t.true(item.tracksLeftOut! > 0);
  const placesOf = async (person: string) => (await seen(person)).map(({ seenAt }) => seenAt);
  const before = await placesOf('cleo');
  const told = stack.heard.length;
  const { code, stdout, stderr } = await run(['forget', 'dan', '--yes']);
  t.is(code, 0, stderr);
  t.regex(stdout, /, [1-9]\d* sightings, .* from 1 result\.$/m);
  t.deepEqual((await videoAt('two.mp4')).people, new Set(['cleo']));
  t.deepEqual(await seen('dan'), []);
  t.notDeepEqual(await placesOf('cleo'), before);
  t.deepEqual(await deviations(stack), []);
  t.is(stack.heard.length, told, 'and nothing is announced');
});
