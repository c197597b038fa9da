import test from 'ava';
import sharp from 'sharp';
import type { FaceItem } from '../../store/ImageItem.ts';
import { cutOut } from '../cli/command.ts';
import { SAMPLE_FACES, sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { type Client, formOf, openClient } from './support/openClient.ts';

let stack: Stack;
let client: Client;
test.before(async () => {
  stack = await startStack();
  client = await openClient(stack.endpoint);
});
test.after.always(() => stack?.stop());

const JPEG = { 'content-type': 'image/jpeg' };
const bytes = async (number: keyof typeof SAMPLE_FACES) => new Uint8Array(await sample(number));

test.serial(
  'a photo sent has the faces that the same photo dropped has, and nothing of it is kept',
  async (t) => {
    const photo = await bytes(1);
    const { status, body } = await client.ask('POST', '/v1/recognise', { body: photo, headers: JPEG });
    t.is(status, 200);
    t.is(body.faceCount, SAMPLE_FACES[1]);
    t.deepEqual(body.people, []);
    t.deepEqual((await client.ask('GET', '/v1/images')).body, { images: [] });
    const { item } = await stack.analysed('a.jpg', Buffer.from(photo));
    t.deepEqual(body.faces, (item as { faces: FaceItem[] }).faces);
  },
);

test.serial('a form says the same as the bytes alone', async (t) => {
  const photo = await bytes(2);
  const plain = await client.ask('POST', '/v1/recognise', { body: photo, headers: JPEG });
  const form = await client.ask('POST', '/v1/recognise', { body: formOf({ image: { bytes: photo } }) });
  t.deepEqual(form.body.faces, plain.body.faces);
});

test.serial(
  'who is enrolled is recognised at the next request, and not after they are removed',
  async (t) => {
    const photo = await bytes(3);
    const before = await client.ask('POST', '/v1/recognise', { body: photo, headers: JPEG });
    const face = await cutOut(Buffer.from(photo), before.body.faces[0]);
    const enrolled = await client.ask('PUT', '/v1/people/ann/photos/1.jpg?wait=30', {
      body: new Uint8Array(face),
      headers: JPEG,
    });
    t.is(enrolled.body.result.status, 'enrolled');
    const { body } = await client.ask('POST', '/v1/recognise', { body: photo, headers: JPEG });
    t.deepEqual(body.people, ['ann']);
    t.like(
      body.faces.find(({ person }: FaceItem) => person === 'ann'),
      { decision: 'matched', matchedPhoto: 'people/ann/1.jpg' },
    );
    t.is((await client.ask('DELETE', '/v1/people/ann')).status, 202);
    await stack.announced('people/ann/1.jpg');
    await stack.announced('people/ann/1.jpg');
    t.deepEqual((await client.ask('POST', '/v1/recognise', { body: photo, headers: JPEG })).body.people, []);
  },
);

test.serial(
  'the nearest pair of two photos is one person where it is the same face, else it is not',
  async (t) => {
    const [one, other] = [await bytes(1), await bytes(2)];
    const same = await client.ask('POST', '/v1/compare', {
      body: formOf({ a: { bytes: one }, b: { bytes: one } }),
    });
    t.true(same.body.same);
    t.is(same.body.distance, 0);
    t.is(same.body.a.face, same.body.b.face);
    const { body } = await client.ask('POST', '/v1/compare', {
      body: formOf({ a: { bytes: one }, b: { bytes: other } }),
    });
    t.is(body.same, body.distance <= body.limit);
    t.true(body.distance > 0.3);
  },
);

test.serial('a photo without a face that can be compared is told by its name', async (t) => {
  const grey = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#808080' } })
    .jpeg()
    .toBuffer();
  const { status, body } = await client.ask('POST', '/v1/compare', {
    body: formOf({ a: { bytes: await bytes(1) }, b: { bytes: grey } }),
  });
  t.is(status, 422);
  t.is(body.type, 'urn:face-inbox:no-face');
  t.regex(body.detail, /photo b shows no face/);
});

test.serial('descriptors come as JSON and as CSV, and both recognise the very same faces', async (t) => {
  const photo = await bytes(4);
  const json = await client.ask('POST', '/v1/describe', { body: photo, headers: JPEG });
  t.is(json.body.faces.length, SAMPLE_FACES[4]);
  t.is(json.body.faces[0].descriptor.length, 128);
  const headers = { ...JPEG, accept: 'text/csv' };
  const csv = await client.ask('POST', '/v1/describe', { body: photo, headers });
  t.is(csv.headers.get('content-type'), 'text/csv; charset=utf-8');
  const usable = json.body.faces.filter((face: { usable: boolean }) => face.usable);
  t.is(csv.body.trim().split('\r\n').length, 1 + usable.length);

  for (const part of [
    { bytes: csv.body as string, type: 'text/csv' },
    { bytes: JSON.stringify(json.body), type: 'application/json' },
    { bytes: csv.body as string, type: 'application/octet-stream' },
  ]) {
    const { body } = await client.ask('POST', '/v1/recognise?among=them', {
      body: formOf({ image: { bytes: photo }, them: part }),
    });
    t.deepEqual(body.among, { name: 'them', descriptors: usable.length, same: true });
    t.deepEqual(body.people, ['them']);
  }
  const { body: other } = await client.ask('POST', '/v1/recognise?among=them', {
    body: formOf({ image: { bytes: await bytes(6) }, them: { bytes: csv.body, type: 'text/csv' } }),
  });
  t.is(other.among.same, other.people.includes('them'));
});

const REFUSED: [what: string, path: string, asking: () => Promise<object>, status: number, type: string][] = [
  ['no image', '/v1/recognise', async () => ({ body: 'hello', headers: JPEG }), 422, 'not-an-image'],
  ['nothing', '/v1/recognise', async () => ({ body: '', headers: JPEG }), 422, 'empty'],
  [
    'half a photo',
    '/v1/describe',
    async () => ({ body: (await bytes(1)).slice(0, 20_000), headers: JPEG }),
    422,
    'damaged',
  ],
  [
    'text',
    '/v1/recognise',
    async () => ({ body: 'x', headers: { 'content-type': 'text/plain' } }),
    415,
    'unsupported-media-type',
  ],
  ['no type', '/v1/compare', async () => ({ body: new Uint8Array(3) }), 415, 'unsupported-media-type'],
  [
    'a form without a photo',
    '/v1/recognise',
    async () => ({ body: formOf({ other: { bytes: 'x' } }) }),
    400,
    'bad-form',
  ],
  ['one photo of two', '/v1/compare', async () => ({ body: formOf({ a: { bytes: 'x' } }) }), 400, 'bad-form'],
  [
    'a broken form',
    '/v1/compare',
    async () => ({ body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=b' } }),
    400,
    'bad-form',
  ],
  [
    'an unknown parameter',
    '/v1/recognise?collections=a',
    async () => ({ body: 'x', headers: JPEG }),
    400,
    'bad-query',
  ],
  [
    'a parameter twice',
    '/v1/recognise?among=a&among=b',
    async () => ({ body: 'x', headers: JPEG }),
    400,
    'bad-query',
  ],
  [
    'a collection where there are none',
    '/v1/recognise?collection=smiths',
    async () => ({ body: await bytes(1), headers: JPEG }),
    400,
    'no-such-collection',
  ],
  [
    'descriptors without a form',
    '/v1/recognise?among=ann',
    async () => ({ body: await bytes(1), headers: JPEG }),
    400,
    'bad-query',
  ],
  [
    'descriptors that are none',
    '/v1/recognise?among=ann',
    async () => ({
      body: formOf({ image: { bytes: await bytes(1) }, ann: { bytes: 'a,b\n1,2', type: 'text/csv' } }),
    }),
    422,
    'bad-csv',
  ],
  [
    'descriptors of another space',
    '/v1/recognise?among=ann',
    async () => ({
      body: formOf({
        image: { bytes: await bytes(1) },
        ann: { bytes: 'space,d1\nother,1', type: 'text/csv' },
      }),
    }),
    422,
    'other-space',
  ],
  [
    'descriptors that are no JSON',
    '/v1/recognise?among=ann',
    async () => ({
      body: formOf({ image: { bytes: await bytes(1) }, ann: { bytes: '{', type: 'application/json' } }),
    }),
    400,
    'not-json',
  ],
  [
    'a type that is not there',
    '/v1/recognise',
    async () => ({ body: 'x', headers: { ...JPEG, accept: 'text/csv' } }),
    406,
    'not-acceptable',
  ],
];

for (const [what, path, asking, status, type] of REFUSED)
  test.serial(`${what} is refused with the rule and the remedy (${status} ${type}, ${path})`, async (t) => {
    const answered = await client.ask('POST', path, await asking());
    t.is(answered.status, status, JSON.stringify(answered.body));
    t.is(answered.body.type, `urn:face-inbox:${type}`);
    t.true(answered.body.rule.length > 10 && answered.body.remedy.length > 5);
  });
