import test from 'ava';
import type { Analysed } from '../../store/ImageItem.ts';
import { cutOut } from '../cli/command.ts';
import { tiny, untold } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { type Client, openClient } from './support/openClient.ts';

let stack: Stack;
let client: Client;
test.before(async () => {
  stack = await startStack();
  client = await openClient(stack.endpoint);
});
test.after.always(() => stack?.stop());

/** All pages, by `next`. */
async function all(path: string, list: string) {
  const found: Record<string, unknown>[] = [];
  let pages = 0;
  for (let cursor = ''; ; ) {
    const { body } = await client.ask('GET', `${path}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    found.push(...body[list]);
    pages++;
    if (body.next === undefined) return { found, pages };
    cursor = body.next;
  }
}

test.serial('keys of any characters lead to their results', async (t) => {
  const keys = [
    'a b/ü+&?#.jpg',
    '100%.jpg',
    'x/%2F.jpg',
    '写真/一.jpg',
    "it's (1)~!*.jpg",
    'a//b.jpg',
    'x\ny.jpg',
  ];
  await Promise.all(keys.map(async (key, at) => stack.analysed(key, await tiny(at))));
  for (const key of keys) {
    const { status, body } = await client.ask('GET', `/v1/images/${encodeURIComponent(key)}`);
    t.is(status, 200, key);
    t.is(body.image, key);
    t.false('pending' in body);
  }
  const plain = await client.ask('GET', '/v1/images/x/%252F.jpg');
  t.is(plain.body.image, 'x/%2F.jpg', 'slashes may come as they are');
});

test.serial('the results come newest first, page by page, each once', async (t) => {
  for (let at = 0; at < 3; at++) await stack.analysed(`page/${at}.png`, await tiny(100 + at));
  const { found, pages } = await all('/v1/images?limit=3', 'images');
  const times = found.map(({ analysedAt }) => analysedAt as string);
  t.deepEqual(times, times.toSorted().reverse());
  t.is(new Set(found.map(({ image }) => image)).size, found.length);
  t.is(found.length, 10);
  t.true(pages >= 4);
});

test.serial('what was refused is told with its reason', async (t) => {
  await stack.analysed('bad.jpg', 'no image');
  const { body } = await client.ask('GET', '/v1/rejected');
  t.like(body.images[0], { image: 'bad.jpg', status: 'rejected', reason: 'not-an-image' });
  t.deepEqual((await client.ask('GET', '/v1/images?status=rejected')).body.images, body.images);
});

test.serial('people are told with their photos, and where they were seen', async (t) => {
  const photo = await sample(3);
  const { item } = await stack.analysed('before.jpg', photo);
  const faces = (item as Analysed).faces;
  await stack.analysed('people/Zoë/1.jpg', await cutOut(photo, faces[0]!));
  await stack.analysed('people/ann/1.jpg', await cutOut(photo, faces[1]!));
  await stack.analysed('people/ann/2.jpg', await cutOut(photo, faces[1]!));
  await stack.analysed('party.jpg', photo);
  const { found } = await all('/v1/people?limit=1', 'people');
  t.deepEqual(found.map(({ person, photos }) => [person, (photos as object[]).length]).sort(), [
    ['Zoë', 1],
    ['ann', 2],
  ]);
  const { body } = await client.ask('GET', `/v1/people/${encodeURIComponent('Zoe\u0308')}/sightings`);
  t.is(body.sightings.length, 1);
  t.like(body.sightings[0], { person: 'Zoë', image: 'party.jpg', takenAt: (item as Analysed).takenAt });
  t.deepEqual((await client.ask('GET', '/v1/people/nobody/sightings')).body, { sightings: [] });
});

test.serial('what was done in the last hour is counted', async (t) => {
  const { body } = await client.ask('GET', '/v1/stats');
  t.is(body.lastHour.enrolled, 3);
  t.is(body.lastHour.rejected, 1);
  t.is(body.lastHour.analysed, 12);
  t.is(
    body.lastHour.perMinute.reduce((sum: number, one: number) => sum + one, 0),
    16,
  );
  t.deepEqual(body.queues.deadLetters, { waiting: 0, atWork: 0 });
});

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const WRONG: [path: string, status: number, type: string][] = [
  ['/v1/images?limit=0', 400, 'bad-query'],
  ['/v1/images?limit=1001', 400, 'bad-query'],
  ['/v1/images?limit=many', 400, 'bad-query'],
  ['/v1/images?status=removed', 400, 'bad-query'],
  ['/v1/images?cursor=x', 400, 'bad-cursor'],
  [`/v1/images?cursor=${encoded(['images analysed', { status: 'analysed' }])}`, 400, 'bad-cursor'],
  [
    `/v1/images?cursor=${encoded(['images analysed', { status: 'removed', analysedAt: 'x', image: 'y' }])}`,
    400,
    'bad-cursor',
  ],
  [
    `/v1/images?status=rejected&cursor=${encoded(['images analysed', { status: 'analysed', analysedAt: 'x', image: 'y' }])}`,
    400,
    'bad-cursor',
  ],
  [
    `/v1/people/ann/sightings?cursor=${encoded(['sightings bob', { person: 'bob', seenAt: 'x' }])}`,
    400,
    'bad-cursor',
  ],
  [`/v1/people?cursor=${encoded(['people', { person: 'a', photo: { S: 'b' } }])}`, 400, 'bad-cursor'],
  ['/v1/images/nothing.jpg', 404, 'no-such-image'],
  ['/v1/images/%zz', 400, 'bad-path'],
  ['/v1/people/a%3Ab/sightings', 400, 'bad-person'],
  ['/v1/', 404, 'no-such-path'],
  ['/v1/Images', 404, 'no-such-path'],
];

for (const [path, status, type] of WRONG)
  test.serial(`${path} is answered ${status} ${type}`, async (t) => {
    const { body, status: answered } = await client.ask('GET', path);
    t.is(answered, status, JSON.stringify(body));
    t.is(body.type, `urn:face-inbox:${type}`);
  });

test.serial(
  'a request that is signed for the function, as its URL in AWS may want it, is answered as one that is not',
  async (t) => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0';
    const { status } = await client.ask('GET', '/v1/people', { headers: { authorization } });
    t.is(status, 200);
  },
);

test.serial('another method is answered with those that there are', async (t) => {
  for (const [method, path, allow] of [
    ['POST', '/v1/images', 'GET'],
    ['POST', '/v1/images/a', 'GET, PUT, DELETE'],
    ['GET', '/v1/recognise', 'POST'],
    ['GET', '/v1/people/ann/photos/1.jpg', 'PUT, DELETE'],
    ['OPTIONS', '/v1/stats', 'GET'],
  ] as const) {
    const { status, headers } = await client.ask(method, path, method === 'POST' ? { body: '' } : {});
    t.is(status, 405, path);
    t.is(headers.get('allow'), allow);
    t.is(headers.get('access-control-allow-origin'), null);
  }
});

test.serial('a photo whose message waits is queued, and a marker of a folder is no photo', async (t) => {
  await untold(stack, () => stack.drop('waiting.jpg', 'no image'));
  const { status, body } = await client.ask('GET', '/v1/images/waiting.jpg');
  t.is(status, 202);
  t.deepEqual(body, { image: 'waiting.jpg', status: 'queued' });
  await stack.drop('folder/', '');
  t.is((await client.ask('GET', '/v1/images/folder%2F')).status, 404);
});
