import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { sweepPerson } from '../../store/forgetPerson.ts';
import type { AnalysedVideo, TrackItem } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import type { Store } from '../../store/openStore.ts';
import { record } from '../../store/record.ts';
import { allTracks } from '../../store/results/allTracks.ts';
import { readTracks } from '../../store/results/tracksFile.ts';
import { withTracks } from '../../store/results/withTracks.ts';
import { reviseTracks } from '../../store/reviseTracks.ts';
import { padded, revised } from '../../store/sequencer.ts';
import { sightingsOf } from '../../store/sightings.ts';
import { tombstone } from '../../store/tombstone.ts';
import { type Stack, startStack } from '../support/startStack.ts';

let stack: Stack;
test.before(async () => {
  stack = await startStack();
});
test.after.always(() => stack?.stop());

const track = (person: string | undefined, from: number): TrackItem => ({
  ...{ from, to: from + 1, samples: 5, time: from, box: { left: 0.1, top: 0.2, width: 0.3, height: 0.4 } },
  ...{ score: 0.9, quality: { sharpness: 5, brightness: 100, size: 80, roll: 0, yaw: 0, pitch: 0 } },
  ...(person === undefined
    ? { decision: 'unknown' }
    : { decision: 'matched', person, distance: 0.4, similarity: 99, matchedPhoto: 'people/x' }),
});

/** A film of so many tracks, of which the first ten of each are of these people; of 1500 its item has no room for all. */
async function filmOf(image: string, sequencer: string, count: number, ...people: string[]) {
  const item = {
    ...{
      image,
      sequencer: padded(sequencer),
      status: 'analysed' as const,
      kind: 'video' as const,
      etag: sequencer,
      bytes: 1,
    },
    ...{ analysedAt: '2026-01-02T00:00:00.000Z', takenAt: '2026-01-01T00:00:00.000Z', timings: {} },
    ...{ format: 'mp4', codec: 'h264', width: 100, height: 100, duration: count, chunks: 1, frames: 1 },
    engine: { name: 'onnx', weights: 'w' },
  };
  const tracks = Array.from({ length: count }, (_, at) =>
    track(at < 10 * people.length ? people[at % people.length] : undefined, at),
  );
  return await withTracks(stack.store, item, tracks);
}

const rename = (from: string, to: string) => (tracks: TrackItem[]) =>
  tracks.some(({ person }) => person === from)
    ? tracks.map((one) => (one.person === from ? { ...one, person: to } : one))
    : undefined;

/** The store of somebody who is about to read or write an object when something else happens first. */
function meanwhile(happens: () => Promise<unknown>, before = 'GetObjectCommand'): Store {
  const { endpoint } = stack;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const own = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  let isFirst = true;
  own.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === before && isFirst) {
          isFirst = false;
          await happens();
        }
        return next(args);
      },
    { step: 'initialize' },
  );
  return { ...stack.store, results: { ...stack.store.results, s3: own } };
}

const videoAt = async (key: string) => (await getImage(stack.store, key)) as AnalysedVideo;
async function seen(person: string, image: string) {
  const { Items = [] } = await stack.db.send(
    new QueryCommand({
      TableName: stack.store.names.sightings,
      KeyConditionExpression: 'person = :p',
      ExpressionAttributeValues: { ':p': person },
    }),
  );
  return Items.filter((item) => item.image === image);
}

test('a film that is dropped anew while its tracks are about to be read is revised as it is then', async (t) => {
  await record(stack.store, await filmOf('a.mp4', '01', 1500, 'ann', 'ben'));
  const again = await filmOf('a.mp4', '02', 1500, 'ben', 'cid');
  const store = meanwhile(() => record(stack.store, again));
  t.true(await reviseTracks(store, 'a.mp4', rename('ben', 'bea')));
  const item = await videoAt('a.mp4');
  t.is(item.sequencer, revised(again.sequencer));
  t.deepEqual(item.people, new Set(['bea', 'cid']));
  const { tracks } = await readTracks(stack.store, item.tracksAt!);
  t.is(tracks.filter(({ person }) => person === 'bea').length, 10);
  const rows = [...(await seen('bea', 'a.mp4')), ...(await seen('cid', 'a.mp4'))];
  t.is(rows.length, sightingsOf(item).length);
});

test('a film that is removed while its tracks are about to be read is left alone', async (t) => {
  await record(stack.store, await filmOf('b.mp4', '01', 1500, 'ann', 'ben'));
  const store = meanwhile(() => record(stack.store, tombstone('b.mp4', padded('02'))));
  t.false(await reviseTracks(store, 'b.mp4', rename('ann', 'anna')));
  t.is((await getImage(stack.store, 'b.mp4'))?.status, 'removed');
});

test('all tracks are those of the result that stands when they are read', async (t) => {
  const item = await filmOf('e.mp4', '01', 1500, 'kim');
  await record(stack.store, item);
  const revised = meanwhile(() => reviseTracks(stack.store, 'e.mp4', rename('kim', 'ken')));
  const all = await allTracks(revised, item);
  t.like(all, { film: { people: new Set(['ken']) }, isLost: false });
  t.is(all?.tracks.filter(({ person }) => person === 'ken').length, 10);
  const removed = meanwhile(() => record(stack.store, tombstone('e.mp4', padded('02'))));
  t.is(await allTracks(removed, all!.film), undefined);
});

test('where the object is lost, what the item has is revised, and it says still what is missing', async (t) => {
  const item = await filmOf('c.mp4', '01', 1500, 'dan', 'eve');
  await record(stack.store, item);
  const { bucket: Bucket, key: Key } = item.tracksAt!;
  await stack.clients.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  t.true(await reviseTracks(stack.store, 'c.mp4', rename('dan', 'don')));
  await sweepPerson(stack.store, 'eve', () => false);
  const now = await videoAt('c.mp4');
  t.deepEqual(now.people, new Set(['don']));
  t.false(JSON.stringify(now).includes('eve'));
  t.is(now.trackCount, 1500);
  t.is(now.tracks.length + now.tracksLeftOut!, 1500);
  t.deepEqual(now.tracksAt, item.tracksAt);
  t.is((await seen('don', 'c.mp4')).length, sightingsOf(now).length);
  t.deepEqual(await seen('eve', 'c.mp4'), []);
});

test('who is forgotten while somebody else is being renamed in the same film does not come back', async (t) => {
  await record(stack.store, await filmOf('d.mp4', '01', 1500, 'ida', 'jon'));
  const store = meanwhile(() => sweepPerson(stack.store, 'jon', () => false), 'PutObjectCommand');
  t.true(await reviseTracks(store, 'd.mp4', rename('ida', 'ada')));
  const item = await videoAt('d.mp4');
  t.deepEqual(item.people, new Set(['ada']));
  const { tracks } = await readTracks(stack.store, item.tracksAt!);
  t.false(JSON.stringify([item, tracks]).includes('"jon"'));
});
