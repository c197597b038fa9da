import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import test from 'ava';
import { faceLike, SPACE } from '../../bench/gallery/faceLike.ts';
import { fetchSnapshot, type Galleries } from '../../galleries/fetchSnapshot.ts';
import { followGallery } from '../../galleries/followGallery.ts';
import { isDue } from '../../galleries/isDue.ts';
import { type Manifest, manifestKey } from '../../galleries/Manifest.ts';
import { rebuildSnapshots } from '../../galleries/rebuildSnapshots.ts';
import { SnapshotError } from '../../galleries/SnapshotError.ts';
import { galleryVersion } from '../../store/galleryLog.ts';
import { openWorld, type Place, type World } from './support/openWorld.ts';

let world: World;
test.before(async () => {
  world = await openWorld();
});
test.after.always(() => world?.close());

const faces = faceLike(1);
const people = [...faces.enrolled(60)];
const late = { person: 'late', photo: 'late.jpg', space: SPACE, descriptor: faces.descriptorOf(999) };
const CELLS = { cellsFrom: 1 };

async function keysIn({ s3, bucket }: Galleries): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  return Contents.map(({ Key }) => Key!);
}

async function manifestIn({ s3, bucket }: Galleries): Promise<Manifest> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: manifestKey(SPACE) }));
  return JSON.parse(await Body!.transformToString());
}

const put = ({ s3, bucket }: Galleries, Key: string, Body: string | Uint8Array) =>
  s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));

/** What a function that starts now knows, and what it warns of. */
async function asked({ store, galleries }: Place) {
  const warnings: string[] = [];
  const open = followGallery(store, galleries, SPACE, (message) => void warnings.push(message));
  const gallery = await open('');
  const [found] = await gallery.nearest([{ descriptor: late.descriptor, space: SPACE }], 1);
  return { size: gallery.size, nearest: found![0], warnings };
}

test('a rebuild that ends at any of its requests leaves the old snapshot or the new one, whole', async (t) => {
  const place = await world.newPlace();
  const { store, galleries } = place;
  await place.enrolAll(people);
  await rebuildSnapshots(store, galleries, CELLS);
  const before = (await manifestIn(galleries)).version;
  await place.enrolOne(late, '01');
  const version = await galleryVersion(store);
  let ends = 0;
  for (let lasts = 0; ; lasts++) {
    const client = new S3Client({
      ...{ endpoint: world.endpoint, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1 },
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    let requests = 0;
    client.middlewareStack.add(
      (next) => async (args) => {
        if (requests++ === lasts) throw new Error('killed');
        return await next(args);
      },
      { step: 'initialize' },
    );
    const done = await rebuildSnapshots(store, { ...galleries, s3: client }, CELLS).then(
      () => true,
      (error) => {
        if (error.message !== 'killed') throw error;
        return false;
      },
    );
    const fetched = await fetchSnapshot(galleries, SPACE);
    t.true([before, version].includes(fetched!.manifest.version), `after ${lasts} requests`);
    fetched!.snapshot.close();
    t.like(await asked(place), { size: 61, nearest: { person: 'late', distance: 0 }, warnings: [] });
    if (done) break;
    ends++;
  }
  t.true(ends > 6, `${ends}`);
  t.is((await manifestIn(galleries)).version, version);
});

test('a snapshot that is broken in any way is refused, told of, and mended by a rebuild', async (t) => {
  const place = await world.newPlace();
  const { store, galleries } = place;
  await place.enrolAll([...people, late]);
  const key = manifestKey(SPACE);
  const wrongs: Record<string, (manifest: Manifest) => Promise<unknown>> = {
    'no JSON': () => put(galleries, key, 'oops'),
    'of another format': (its) => put(galleries, key, JSON.stringify({ ...its, format: 2 })),
    'of another space': (its) =>
      put(galleries, key, JSON.stringify({ ...its, contents: { ...its.contents, space: 'x' } })),
    'without a file': (its) => put(galleries, key, JSON.stringify({ ...its, files: its.files.slice(1) })),
    'with a part cut short': ({ files }) => put(galleries, files[0]!.parts[0]!.key, 'short'),
    'with a part too long': ({ files }) =>
      put(galleries, files[0]!.parts[0]!.key, new Uint8Array(files[0]!.parts[0]!.bytes + 1)),
    'with other bytes': ({ files }) =>
      put(galleries, files[2]!.parts[0]!.key, new Uint8Array(files[2]!.parts[0]!.bytes)),
    'with a part that is not there': (its) => {
      const [first, ...others] = its.files;
      const parts = first!.parts.map((part) => ({ ...part, key: `${part.key}-gone` }));
      return put(galleries, key, JSON.stringify({ ...its, files: [{ ...first!, parts }, ...others] }));
    },
  };
  for (const [what, wrong] of Object.entries(wrongs)) {
    await rebuildSnapshots(store, galleries, CELLS);
    t.deepEqual((await asked(place)).warnings, [], `mended, before it is ${what}`);
    await wrong(await manifestIn(galleries));
    const error = await t.throwsAsync(fetchSnapshot(galleries, SPACE), { instanceOf: SnapshotError }, what);
    t.regex(error!.message, /cannot be used: .*rebuild/, what);
    const { size, nearest, warnings } = await asked(place);
    t.deepEqual([size, nearest?.person], [61, 'late'], what);
    t.is(warnings.length, 2, what);
  }
});

test('of two that are made at once the later version stands, and nothing is left of the other', async (t) => {
  const place = await world.newPlace();
  const { store, galleries } = place;
  await place.enrolAll(people);
  const rebuilds = [];
  for (let round = 0; round < 6; round++) {
    rebuilds.push(rebuildSnapshots(store, galleries, CELLS));
    await place.enrolOne({ ...late, photo: `late-${round}.jpg` }, '01');
  }
  await Promise.all(rebuilds);
  const manifest = await manifestIn(galleries);
  t.deepEqual(
    (await keysIn(galleries)).sort(),
    [manifestKey(SPACE), ...manifest.files.flatMap(({ parts }) => parts.map(({ key }) => key))].sort(),
  );
  t.like(await asked(place), { size: 66, nearest: { distance: 0 }, warnings: [] });
});

test('a snapshot is due when there is none, when much has changed, after a day, and when everybody changed', async (t) => {
  const place = await world.newPlace();
  const { store, galleries } = place;
  t.is(await isDue(store, galleries), undefined, 'nobody is enrolled');
  await place.enrolAll(people);
  t.is(await isDue(store, galleries), 'there is no snapshot');
  await rebuildSnapshots(store, galleries, CELLS);
  t.is(await isDue(store, galleries), undefined);
  const tomorrow = Date.now() + 25 * 3600_000;
  t.is(await isDue(store, galleries, tomorrow), undefined, 'nothing has changed');
  await place.enrolOne(late, '01');
  t.is(await isDue(store, galleries), undefined);
  t.regex((await isDue(store, galleries, tomorrow))!, /^changes since .* are not in the snapshot/);
});

test('the snapshot of a space goes when nobody is enrolled in it any more', async (t) => {
  const place = await world.newPlace();
  const { store, galleries } = place;
  await place.enrolAll([{ ...late, space: 'an older space' }]);
  await rebuildSnapshots(store, galleries);
  t.true((await keysIn(galleries)).length > 1);
  await place.enrolOne(late, '02');
  await rebuildSnapshots(store, galleries);
  const keys = await keysIn(galleries);
  t.deepEqual(
    keys.filter((key) => key.endsWith('manifest.json')),
    [manifestKey(SPACE)],
  );
  t.true(keys.every((key) => key.startsWith(manifestKey(SPACE).split('/')[0]!)));
});
