import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { galleryVersion } from '../../store/galleryLog.ts';
import type { Analysed, Enrolment, ImageItem, Pending, Tombstone } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { openStore } from '../../store/openStore.ts';
import { pack } from '../../store/people.ts';
import { record } from '../../store/record.ts';
import { padded } from '../../store/sequencer.ts';
import { settle } from '../../store/settle.ts';
import { readGallery } from '../../store/spaces.ts';
import { type Stack, startStack } from '../support/startStack.ts';

let stack: Stack;
test.before(async () => {
  stack = await startStack();
});
test.after.always(() => stack?.stop());

const face = (person?: string): Analysed['faces'][number] => ({
  box: { left: 0.1, top: 0.2, width: 0.3, height: 0.4 },
  landmarks: Array.from({ length: 5 }, () => ({ x: 0.2, y: 0.3 })),
  score: 0.9,
  quality: { sharpness: 5, brightness: 100, size: 80, roll: 0, yaw: 0, pitch: 0 },
  ...(person === undefined
    ? { decision: 'unknown' }
    : { decision: 'matched', person, distance: 0.4, similarity: 99, matchedPhoto: `people/${person}/x` }),
});

const dropped = (image: string, sequencer: string) => ({
  image,
  sequencer: padded(sequencer),
  etag: 'e',
  bytes: 1,
  analysedAt: '2026-01-02T00:00:00.000Z',
  timings: {},
  format: 'jpeg',
  width: 100,
  height: 100,
  takenAt: '2026-01-01T00:00:00.000Z',
  engine: { name: 'tfjs-wasm', weights: 'w' },
});

const photo = (image: string, sequencer: string, ...people: string[]): Analysed => ({
  ...dropped(image, sequencer),
  status: 'analysed',
  faceCount: people.length,
  faces: people.map(face),
  ...(people.length > 0 && { people: new Set(people) }),
});

const enrolment = (person: string, sequencer: string): Enrolment => ({
  ...dropped(`people/${person}/x`, sequencer),
  status: 'enrolled',
  person,
  faceCount: 1,
  faces: [{ ...face(), decision: 'enrolled', person }],
});

const gone = (image: string, sequencer: string): Tombstone => ({
  image,
  sequencer: padded(sequencer),
  status: 'removed',
  expiresAt: 2_000_000_000,
});

async function seenIn(person: string): Promise<string[]> {
  const { Items } = await stack.db.send(
    new QueryCommand({
      TableName: stack.store.names.sightings,
      KeyConditionExpression: 'person = :p',
      ExpressionAttributeValues: { ':p': person },
    }),
  );
  return Items!.map(({ image }) => image);
}

/** A store whose bus is not there: what is recorded stays in the outbox. */
function withoutBus() {
  const { bucket, bus } = stack.store;
  return openStore({ prefix: 'face-inbox', bucket, resultsBucket: 'none', bus: `no-${bus}` }, stack.clients);
}

test('the same change recorded five times at once is told at least once, with one id', async (t) => {
  const outcomes = await Promise.all(
    Array.from({ length: 5 }, () => record(stack.store, photo('five', '01', 'amy'))),
  );
  t.true(outcomes.every(({ sequencer }) => sequencer === padded('01')));
  t.deepEqual(await seenIn('amy'), ['five']);
  t.is((await stack.settled('five'))!.pending, undefined);
  const { detail } = await stack.announced('five');
  t.regex(detail.id, /^[0-9a-f]{32}$/);
});

test('an older change that comes late is stale and changes nothing', async (t) => {
  await record(stack.store, photo('late', '0A', 'bob'));
  t.is((await record(stack.store, photo('late', '09', 'cat'))).sequencer, padded('0A'));
  t.deepEqual(await seenIn('cat'), []);
  t.deepEqual(await seenIn('bob'), ['late']);
});

test('sequencers of different lengths are compared as S3 asks', async (t) => {
  await record(stack.store, photo('lengths', '0055AED6DCD90281E5'));
  const short = await record(stack.store, photo('lengths', '0055AED6DCD90281'));
  t.is(short.sequencer, padded('0055AED6DCD90281E5'));
  const later = await record(stack.store, photo('lengths', '0055AED6DCD90282'));
  t.is(later.sequencer, padded('0055AED6DCD90282'));
});

test('a photo whose removal is known is not brought back by a late message', async (t) => {
  await record(stack.store, gone('removed', '05'));
  t.is((await record(stack.store, photo('removed', '04', 'dan'))).status, 'removed');
  t.deepEqual(await seenIn('dan'), []);
  t.is((await stack.settled('removed'))!.status, 'removed');
});

test('a write whose process died before anything followed is finished by the next one', async (t) => {
  await t.throwsAsync(record(withoutBus(), photo('crash', '01', 'eve')), { message: /did not take/ });
  const first = await stack.db.send(new ScanCommand({ TableName: stack.store.names.images }));
  const left = first.Items!.find(({ image }) => image === 'crash') as ImageItem;
  t.is(left.pending!.event, 'Image Analysed');

  await record(stack.store, photo('crash', '02', 'fay'));
  const told = [await stack.announced('crash'), await stack.announced('crash')];
  t.deepEqual(
    told.map(({ detail }) => detail.people),
    [['eve'], ['fay']],
    'both changes are told, in order',
  );
  t.deepEqual(await seenIn('eve'), []);
  t.deepEqual(await seenIn('fay'), ['crash']);
});

/** Records with no bus to tell it to, as a worker that stops before it has told; gives what then lies there. */
async function recordAndStop(...[item, enrol]: [ImageItem, Pending['enrol']?]): Promise<ImageItem> {
  await record(withoutBus(), item, { enrol }).then(
    () => {
      throw new Error('the bus that is not there took an event');
    },
    () => {},
  );
  return (await getImage(stack.store, item.image))!;
}

test('what was looked up too long ago is looked up again', async (t) => {
  const before = await record(stack.store, photo('twice', '01', 'joe'));
  await record(stack.store, photo('twice', '02', 'kit'));
  const item = await record(stack.store, photo('twice', '03', 'lou'), { before });
  t.is(item.sequencer, padded('03'));
  t.deepEqual([await seenIn('joe'), await seenIn('kit'), await seenIn('lou')], [[], [], ['twice']]);
  const stale = await record(stack.store, photo('twice', '02', 'max'), { before: undefined });
  t.is(stale.sequencer, padded('03'));
  t.deepEqual(await seenIn('max'), []);
});

test('whoever finishes an outbox too late changes nothing of a later change of the photo', async (t) => {
  const stale = await recordAndStop(photo('slow', '01', 'gus'));
  await record(stack.store, photo('slow', '02', 'hal'));
  await settle(stack.store, stale);
  t.deepEqual(await seenIn('gus'), []);
  t.deepEqual(await seenIn('hal'), ['slow']);
});

const descriptor = (value: number) => ({
  descriptor: pack(new Float32Array(128).fill(value)),
  space: 'late',
});
async function enrolledIn(space: string) {
  const described: unknown[] = [];
  await readGallery(stack.store, space, (photo) => described.push(photo));
  return described as { descriptor: Float32Array }[];
}
const enrolledValues = async () => (await enrolledIn('late')).map((one) => one.descriptor[0]);

test.serial('a removal that is finished too late leaves the photo enrolled again', async (t) => {
  await record(stack.store, enrolment('kim', '01'), { enrol: descriptor(1) });
  const stale = await recordAndStop(gone('people/kim/x', '02'));
  await record(stack.store, enrolment('kim', '03'), { enrol: descriptor(3) });
  await settle(stack.store, stale);
  t.deepEqual(await enrolledValues(), [3]);
  const told = [];
  for (let count = 0; count < 3; count++) told.push((await stack.announced('people/kim/x')).type);
  t.deepEqual(told, ['Person Enrolled', 'Person Removed', 'Person Enrolled']);
  await record(stack.store, gone('people/kim/x', '04'));
  t.deepEqual(await enrolledValues(), []);
  t.is((await stack.announced('people/kim/x')).type, 'Person Removed', 'nothing was told in between');
});

test.serial('an enrolment that is finished too late does not bring back its descriptor', async (t) => {
  const stale = await recordAndStop(enrolment('lee', '05'), descriptor(5));
  await record(stack.store, enrolment('lee', '06'), { enrol: descriptor(6) });
  await settle(stack.store, stale);
  t.deepEqual(await enrolledValues(), [6]);
  await record(stack.store, gone('people/lee/x', '07'));
  await settle(stack.store, stale);
  t.deepEqual(await enrolledValues(), []);
});

test('enrolling and removing change the gallery and its version', async (t) => {
  const descriptor = Float32Array.from({ length: 128 }, (_, index) => index / 128);
  const before = await galleryVersion(stack.store);
  await record(stack.store, enrolment('ida', '01'), {
    enrol: { descriptor: pack(descriptor), space: 's' },
  });
  t.deepEqual(await enrolledIn('s'), [{ person: 'ida', photo: 'people/ida/x', space: 's', descriptor }]);
  t.deepEqual(await enrolledIn('another space'), []);
  const between = await galleryVersion(stack.store);
  t.true(between > before);
  await record(stack.store, gone('people/ida/x', '02'));
  t.deepEqual(await enrolledIn('s'), []);
  t.true((await galleryVersion(stack.store)) > between);
  t.is((await stack.announced('people/ida/x')).type, 'Person Enrolled');
  t.is((await stack.announced('people/ida/x')).type, 'Person Removed');
});

test('removing what nobody was told of is not announced', async (t) => {
  await record(stack.store, gone('never', '01'));
  await record(stack.store, photo('never', '02'));
  t.is((await stack.announced('never')).type, 'Image Analysed');
});

test('a photo of 200 faces is kept and told whole', async (t) => {
  const names = Array.from({ length: 200 }, (_, index) => `person ${index}`);
  await record(stack.store, photo('crowd', '01', ...names));
  const { detail } = await stack.announced('crowd');
  t.is((detail.faces as unknown[]).length, 200);
  t.deepEqual(await seenIn('person 199'), ['crowd']);
});

test('a bus that is not there is an error, and the result is not lost', async (t) => {
  const lost = {
    ...withoutBus(),
    events: new EventBridgeClient({
      endpoint: 'http://localhost:1',
      region: 'x',
      maxAttempts: 1,
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    }),
  };
  await t.throwsAsync(record(lost, photo('unreachable', '01', 'jan')));
  const { Items } = await stack.db.send(new ScanCommand({ TableName: stack.store.names.images }));
  t.truthy(Items!.find(({ image }) => image === 'unreachable')!.pending);
});
