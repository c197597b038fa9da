import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import type { Described, Enrolled } from '../../faces/match/Gallery.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import type { Warn } from '../../galleries/tellWhoIsElsewhere.ts';
import { vectorGalleries } from '../../galleries/vectorGalleries.ts';
import { vectorGallery } from '../../galleries/vectorGallery.ts';
import { searchPerson, sweepPerson, unenrolPerson } from '../../store/forgetPerson.ts';
import { openStore, type Store } from '../../store/openStore.ts';
import { enrol, type PersonItem, pack, takeBackEnrolment, unenrol } from '../../store/people.ts';
import { padded } from '../../store/sequencer.ts';
import { addDescriptor, forgetOtherSpaces } from '../../store/spaces.ts';
import { fillVectors } from '../../store/vectors/fillVectors.ts';
import { gallerySize, SIZE } from '../../store/vectors/gallerySize.ts';
import { indexed } from '../../store/vectors/indexed.ts';
import { surveyVectors } from '../../store/vectors/surveyVectors.ts';
import { conformance, WIDTH } from '../galleries/conformance.ts';
import { type Access, type Clients, connect } from './apply/connect.ts';
import { newAccount } from './support/newAccount.ts';
import { openVectors, putRows, rowOf } from './support/openVectors.ts';
import { type Ministack, startMinistack } from './support/startMinistack.ts';

let server: Ministack;
let access: Access;
let clients: Clients;
test.before(async () => {
  server = await startMinistack();
  access = server.access(newAccount());
  clients = connect(access);
  // Forgetting searches the objects with tracks of films too; here there are none.
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'none' }));
});
test.after.always(() => server?.stop());

const SPACE = 'one';
const noWarning: Warn = (message) => {
  throw new Error(message);
};

const of = (...numbers: number[]) => {
  const descriptor = new Float32Array(WIDTH);
  descriptor.set(numbers);
  return descriptor;
};
const face = (...numbers: number[]): Described => ({ descriptor: of(...numbers), space: SPACE });
const photoOf = (person: string, number: number, ...numbers: number[]): Enrolled => ({
  ...{ person, photo: `${person}/${String(number).padStart(3, '0')}` },
  ...face(...numbers),
});

const empty = () => openVectors(clients, WIDTH);

/** Everybody put into the index, as for tables that were there before it. */
async function filled(enrolled: Enrolled[]): Promise<Store> {
  const store = await empty();
  await putRows(store, enrolled);
  await fillVectors(store, { width: WIDTH });
  return store;
}

const galleryIn = (store: Store, collection = '', space = SPACE, warn = noWarning) =>
  vectorGalleries(store, space, warn)(collection);

async function namesNear(store: Store, collection = '', most = 5): Promise<string[]> {
  const [found] = await (await galleryIn(store, collection)).nearest([face(0)], most);
  return found!.map(({ person }) => person);
}

const indexedRow = (one: Enrolled, sequencer = '01'): PersonItem => {
  const row = rowOf(one, sequencer);
  return { ...row, ...indexed(row) };
};

conformance(test, 'dynamodb', async (space, enrolled) =>
  galleryIn(await filled(enrolled), '', space, () => {}),
);

test('who is enrolled is found at once, and its size is right, however often it is said', async (t) => {
  const store = await empty();
  const ann = photoOf('ann', 1, 1);
  await Promise.all([1, 2, 3, 4].map(() => enrol(store, indexedRow(ann))));
  t.deepEqual(await namesNear(store), ['ann']);
  t.is(await gallerySize(store, `|${SPACE}`), 1);

  await enrol(store, indexedRow(photoOf('ann', 1, 2), '02'));
  t.is(await gallerySize(store, `|${SPACE}`), 1, 'a photo that is replaced is one photo');
  t.is((await (await galleryIn(store)).nearest([face(0)], 1))[0]![0]!.distance, 2);
  await enrol(store, indexedRow(ann));
  t.is(
    (await (await galleryIn(store)).nearest([face(0)], 1))[0]![0]!.distance,
    2,
    'an earlier change is late',
  );

  await unenrol(store, ann, padded('02'));
  t.is(await gallerySize(store, `|${SPACE}`), 1, 'that of another change stays');
  await Promise.all([1, 2, 3].map(() => unenrol(store, ann, padded('03'))));
  t.deepEqual(await namesNear(store), []);
  t.is(await gallerySize(store, `|${SPACE}`), 0);
});

test('many who are enrolled at one moment are all counted', async (t) => {
  const store = await empty();
  const photos = Array.from({ length: 24 }, (_, at) => photoOf('ann', at, at));
  await Promise.all(photos.map((one) => enrol(store, indexedRow(one))));
  t.is(await gallerySize(store, `|${SPACE}`), photos.length);
  await Promise.all(photos.slice(0, 20).map((one) => takeBackEnrolment(store, one, padded('01'))));
  t.is(await gallerySize(store, `|${SPACE}`), 4);
});

test('collections and spaces are apart, each with its own size', async (t) => {
  const other = { ...photoOf('cleo', 1, 0.1), space: 'two' };
  const store = await filled([
    photoOf('ann', 1, 1),
    photoOf('smiths/bea', 1, 0.5),
    photoOf('smiths/bea', 2, 0.6),
    other,
  ]);
  t.deepEqual(await namesNear(store), ['ann']);
  t.deepEqual(await namesNear(store, 'smiths'), ['smiths/bea']);
  t.is((await galleryIn(store)).size, 1);
  t.is((await galleryIn(store, 'smiths')).size, 2);
  t.is((await galleryIn(store, '', 'two')).size, 1);
  t.is((await galleryIn(store, 'millers')).size, 0);
});

test('who is removed is no neighbour any more, also while the index still names them', async (t) => {
  const store = await filled([photoOf('ann', 1, 0.1), photoOf('ann', 2, 0.3), photoOf('bea', 1, 0.2)]);
  const gallery = vectorGallery(
    onceSearched(store, () => forgetRow(store, 'ann', 'ann/001')),
    '',
    SPACE,
    3,
  );
  t.deepEqual(
    (await gallery.nearest([face(0)], 1))[0]!.map(({ photo }) => photo),
    ['bea/001'],
  );
});

test('a photo that was replaced counts as it is now, whatever the index still has', async (t) => {
  const store = await filled([photoOf('ann', 1, 0.1), photoOf('bea', 1, 0.2)]);
  const replace = () => enrol(store, indexedRow(photoOf('ann', 1, 3), '02'));
  const gallery = vectorGallery(onceSearched(store, replace), '', SPACE, 2);
  const [found] = await gallery.nearest([face(0)], 2);
  t.deepEqual(
    found!.map(({ person, distance }) => [person, Math.round(distance * 10) / 10]),
    [
      ['bea', 0.2],
      ['ann', 3],
    ],
  );
});

/** The store, and what happens just after the index has answered. */
function onceSearched(store: Store, then: () => Promise<unknown>): Store {
  const db = Object.create(store.db) as Store['db'];
  db.send = (async (command: never) => {
    const answer = await store.db.send(command);
    if ('SearchResults' in (answer as object)) await then();
    return answer;
  }) as Store['db']['send'];
  return { ...store, db };
}

const forgetRow = (store: Store, person: string, photo: string) =>
  store.db.send(new DeleteCommand({ TableName: store.names.people, Key: { person, photo } }));

test('of 120 photos of one person the nearest is found, and nobody behind the 100 nearest', async (t) => {
  const ann = Array.from({ length: 120 }, (_, at) => photoOf('ann', at, 0.001 * (at + 1)));
  const store = await filled([...ann, photoOf('bea', 1, 0.0999), photoOf('cleo', 1, 0.5)]);
  const gallery = await galleryIn(store);
  t.is(gallery.size, 122);
  const [found] = await gallery.nearest([face(0)], 3);
  const [all] = await new MemoryGallery(SPACE, ann).nearest([face(0)], 1);
  t.deepEqual(found!.slice(0, 1), all!);
  t.deepEqual(
    found!.map(({ person }) => person),
    ['ann', 'bea'],
    'bea is the 100th photo, cleo the last',
  );
  t.deepEqual((await surveyVectors(store, SPACE)).crowding, [{ person: 'ann', photos: 120 }]);
});

test('who was enrolled before is put into the index, once, and said to be missing until then', async (t) => {
  const store = await empty();
  const people = Array.from({ length: 200 }, (_, at) => photoOf(`person ${at}`, 1, at));
  await putRows(store, [...people, photoOf('smiths/bea', 1, 1)]);
  const told: string[] = [];
  const gallery = await galleryIn(store, '', SPACE, (message) => void told.push(message));
  t.deepEqual(await gallery.nearest([face(0)], 1), [[]]);
  t.regex(told.join(), /not in DynamoDB's vector index.*gallery fill/);
  t.like(await surveyVectors(store, SPACE), { photos: 201, missing: 201, elsewhere: 0 });

  t.deepEqual(await fillVectors(store, { width: WIDTH }), { photos: 201, filled: 201, left: [], mended: 0 });
  t.is((await namesNear(store, '', 1))[0], 'person 0');
  t.is((await galleryIn(store)).size, 200);
  t.is((await galleryIn(store, 'smiths')).size, 1);
  t.like(await surveyVectors(store, SPACE), { photos: 201, missing: 0, elsewhere: 0 });
  t.deepEqual(await fillVectors(store, { width: WIDTH }), { photos: 201, filled: 0, left: [], mended: 0 });
});

test('what is enrolled, replaced and removed while the index is filled is in it once, or not at all', async (t) => {
  const store = await empty();
  const people = Array.from({ length: 120 }, (_, at) => photoOf(`person ${at}`, 1, at));
  await putRows(store, people);
  const meanwhile = people
    .slice(80, 100)
    .flatMap((one, at) => [
      enrol(store, indexedRow(photoOf(`new ${at}`, 1, at))),
      at % 2 === 0 ? unenrol(store, one, padded('02')) : enrol(store, indexedRow(one, '02')),
    ]);
  await Promise.all([fillVectors(store, { width: WIDTH }), ...meanwhile]);
  t.like(await surveyVectors(store, SPACE), { photos: 130, missing: 0 });
  t.is(await gallerySize(store, `|${SPACE}`), 130);
  t.deepEqual(await fillVectors(store, { width: WIDTH }), { photos: 130, filled: 0, left: [], mended: 0 });
});

test('a photo that the index does not take is named, and the others are put into it', async (t) => {
  const store = await empty();
  const long = { ...photoOf('dot', 1), descriptor: new Float32Array(WIDTH + 1) };
  await putRows(store, [photoOf('ann', 1, 1), long, photoOf('bea', 1, 2)]);
  const { filled: count, left } = await fillVectors(store, { width: WIDTH });
  t.is(count, 2);
  t.is(left.length, 1);
  t.is(left[0]!.photo, 'dot/001');
  t.regex(left[0]!.message, /has 17 numbers, and the vector index is for 16/);
  t.is(await gallerySize(store, `|${SPACE}`), 2);
  await t.throwsAsync(() => enrol(store, indexedRow(long, '02')), {
    name: 'VectorIndexError',
    message: /another length/,
  });
});

test('a size that is wrong is put right', async (t) => {
  const store = await filled([photoOf('ann', 1, 1), photoOf('bea', 1, 2)]);
  const sizeItem = (photos: number) =>
    store.db.send(
      new PutCommand({ TableName: store.names.state, Item: { name: `${SIZE}|${SPACE}`, photos } }),
    );
  await sizeItem(7);
  t.is((await fillVectors(store, { width: WIDTH })).mended, 1);
  t.is(await gallerySize(store, `|${SPACE}`), 2);
});

test('where the engine is changed, people are found in the new space as soon as the old is forgotten', async (t) => {
  const store = await filled([photoOf('ann', 1, 1)]);
  const ann = { person: 'ann', photo: 'ann/001', sequencer: padded('01') };
  const engine = { name: 'newer', weights: 'w2' };
  t.true(await addDescriptor(store, ann, 'two', { descriptor: pack(of(5)), engine }));
  t.deepEqual(await namesNear(store), ['ann']);
  const told: string[] = [];
  const before = await galleryIn(store, '', 'two', (message) => void told.push(message));
  t.is(before.size, 0);
  t.regex(told.join(), /in the space one, and this function's engine .* in two.*reenrol --forget-old/);
  t.like(await surveyVectors(store, 'two'), { missing: 0, elsewhere: 1 });

  t.true(await forgetOtherSpaces(store, ann, 'two'));
  const after = await galleryIn(store, '', 'two');
  t.is(after.size, 1);
  t.deepEqual(await after.nearest([{ ...face(0), space: 'two' }], 1), [
    [{ person: 'ann', photo: 'ann/001', distance: 5 }],
  ]);
  t.is((await galleryIn(store, '', SPACE, () => {})).size, 0);
  const { Item } = await store.db.send(
    new GetCommand({ TableName: store.names.people, Key: { person: 'ann', photo: 'ann/001' } }),
  );
  t.like(Item, { space: 'two', engine, gallery: '|two' });
  t.false('others' in Item!);
});

test('an enrolment of another gallery takes a photo out of the index, and its size with it', async (t) => {
  const store = await filled([photoOf('ann', 1, 1), photoOf('bea', 1, 2)]);
  await enrol(store, rowOf(photoOf('ann', 1, 1), '02'));
  t.deepEqual(await namesNear(store), ['bea']);
  t.is(await gallerySize(store, `|${SPACE}`), 1);
});

test('who is forgotten is not in the index either, and the sizes of galleries stay', async (t) => {
  // Called as the space is, whose name is in the name of the size.
  const store = await filled([photoOf(SPACE, 1, 1), photoOf(SPACE, 2, 1), photoOf('bea', 1, 2)]);
  const isTheirs = (key: string) => key.startsWith(`${SPACE}/`);
  t.is(await unenrolPerson(store, SPACE), 2);
  await enrol(store, indexedRow(photoOf(SPACE, 3, 1)));
  await sweepPerson(store, SPACE, isTheirs);
  t.deepEqual(await namesNear(store), ['bea']);
  t.is(await gallerySize(store, `|${SPACE}`), 1);
  t.deepEqual((await searchPerson(store, SPACE, isTheirs)).found, [
    // The space itself, which bea is described in.
    { table: store.names.people, key: 'bea/001' },
  ]);
});

test('a search that is throttled is asked again; where that goes on it is an error, and the message comes back', async (t) => {
  const enrolled = await filled([photoOf('ann', 1, 1)]);
  const own = connect(access);
  let throttled = 2;
  // In the place of the answer: within the SDK's own tries.
  own.db.middlewareStack.add(
    (next, context) => async (given) => {
      if (context.commandName !== 'SearchVectorsCommand' || throttled-- <= 0) return next(given);
      throw Object.assign(new Error('Throughput exceeds the current capacity'), {
        name: 'ThrottlingException',
        $fault: 'client',
        $metadata: { httpStatusCode: 400 },
      });
    },
    { step: 'deserialize', name: 'throttled' },
  );
  const prefix = enrolled.names.people.replace(/-people$/, '');
  const store = openStore({ prefix, bucket: 'none', resultsBucket: 'none', bus: 'none' }, own);
  t.deepEqual(await namesNear(store), ['ann']);
  t.true(throttled < 0);
  throttled = Number.POSITIVE_INFINITY;
  await t.throwsAsync(() => namesNear(store), { name: 'ThrottlingException' });
  own.db.destroy();
});

test('where there is no index, or one for other descriptors, it is said what to do', async (t) => {
  const store = await empty();
  const without = { ...store, names: { ...store.names, people: store.names.sightings } };
  await t.throwsAsync(() => vectorGallery(without, '', SPACE, 0).nearest([face(0)], 1), {
    name: 'VectorIndexError',
    message:
      /^GALLERY is dynamodb\. The table vectors-\d+-sightings has no vector index "faces".*npm run deploy/,
  });
  const long = { descriptor: new Float32Array(WIDTH + 1), space: SPACE };
  await t.throwsAsync(() => vectorGallery(store, '', SPACE, 0).nearest([long], 1), {
    name: 'VectorIndexError',
    message: /is for descriptors of another length than this recogniser makes/,
  });
});
