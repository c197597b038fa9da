import test from 'ava';
import { mostBytes } from '../../api/writes/mostBytes.ts';
import { cutOut } from '../cli/command.ts';
import { tiny } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { type Client, openClient } from './support/openClient.ts';

let stack: Stack;
let client: Client;
test.before(async () => {
  stack = await startStack({ COLLECTIONS: 'true', MAX_BYTES: '300000', MAX_VIDEO_BYTES: '2000000000' });
  client = await openClient(stack.endpoint);
});
test.after.always(() => stack?.stop());

const PNG = { 'content-type': 'image/png' };
const photo = async (number: number) => new Uint8Array(await tiny(number));

test.serial(
  'a photo that is put is looked at as one that is dropped, and its deletion takes its result',
  async (t) => {
    const path = `/v1/images/${encodeURIComponent('smiths/a b.png')}`;
    const put = await client.ask('PUT', path, { body: await photo(1), headers: PNG });
    t.is(put.status, 202);
    t.is(put.headers.get('location'), path);
    t.is(put.body.at, path);
    await stack.announced('smiths/a b.png');
    const { body } = await client.ask('GET', path);
    t.is(body.etag, put.body.etag);
    const deleted = await client.ask('DELETE', path);
    t.deepEqual([deleted.status, deleted.body], [202, { status: 'removing', images: ['smiths/a b.png'] }]);
    await stack.announced('smiths/a b.png');
    t.is((await client.ask('GET', path)).status, 404);
    t.is((await client.ask('DELETE', path)).status, 404);
  },
);

test.serial('who waits is given the result, here that the photo enrols nobody', async (t) => {
  const { status, body } = await client.ask('PUT', '/v1/people/smiths%2Fann/photos/x%2F1.png?wait=30', {
    body: await photo(2),
    headers: PNG,
  });
  t.is(status, 200);
  t.is(body.status, 'done');
  t.like(body.result, {
    image: 'smiths/people/ann/x/1.png',
    status: 'rejected',
    reason: 'no-face',
    person: 'smiths/ann',
  });
  const deleted = await client.ask('DELETE', '/v1/people/smiths%2Fann');
  t.deepEqual(deleted.body.images, ['smiths/people/ann/x/1.png']);
  const again = await client.ask('DELETE', '/v1/people/smiths%2Fann');
  t.deepEqual([again.status, again.body.type], [404, 'urn:face-inbox:no-such-person']);
});

test.serial('a form takes one photo to its key, up to the size that was asked for', async (t) => {
  const content = await photo(3);
  const { body } = await client.ask('POST', '/v1/uploads', {
    body: JSON.stringify({ key: 'up/ß.png', bytes: content.length }),
    headers: { 'content-type': 'application/json' },
  });
  t.is(body.bytes, content.length);
  const send = (bytes: Uint8Array<ArrayBuffer>, fields: Record<string, string> = body.fields) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([bytes]), 'photo.png');
    return fetch(body.url, { method: 'POST', body: form });
  };
  const larger = await send(new Uint8Array(content.length + 1));
  t.is(larger.status, 400);
  t.regex(await larger.text(), /EntityTooLarge/);
  t.is((await send(content, { ...body.fields, key: 'other.png' })).status, 403);
  t.is((await send(content)).status, 204);
  t.is((await stack.announced('up/ß.png')).type, 'Image Analysed');
});

test.serial(
  'no form is for more than the inbox reads, of a photo, or of a film where that is asked for',
  async (t) => {
    for (const [bytes, most] of [
      [undefined, 300_000],
      [1e9, 1e9],
      [6e9, 2e9],
    ]) {
      const { body } = await client.ask('POST', '/v1/uploads', {
        body: JSON.stringify({ key: 'large.mp4', bytes }),
        headers: { 'content-type': 'application/json' },
      });
      t.is(body.bytes, most);
    }
  },
);

test('no form is for more than S3 takes at once', (t) => {
  t.is(mostBytes(6e9, { maxBytes: 64e6, maxVideoBytes: 20e9 }), 5 * 1024 ** 3);
  t.is(mostBytes(6e9, { maxBytes: 64e6, maxVideoBytes: 1e6 }), 64e6);
});

const JSON_TYPE = { 'content-type': 'application/json' };
const REFUSED: [method: string, path: string, asking: object, status: number, type: string][] = [
  ['PUT', '/v1/images/x%2F', { body: 'x', headers: PNG }, 400, 'bad-key'],
  ['PUT', `/v1/images/${'x'.repeat(1025)}`, { body: 'x', headers: PNG }, 400, 'bad-key'],
  ['PUT', '/v1/images/x', { body: '', headers: PNG }, 422, 'empty'],
  ['PUT', '/v1/images/x', { body: 'x'.repeat(300_001), headers: PNG }, 413, 'too-large'],
  ['PUT', '/v1/images/x?wait=31', { body: 'x', headers: PNG }, 400, 'bad-query'],
  ['PUT', '/v1/images/x', { body: 'x', headers: JSON_TYPE }, 415, 'unsupported-media-type'],
  ['PUT', '/v1/people/a%3Ab/photos/1.jpg', { body: 'x', headers: PNG }, 400, 'bad-person'],
  ['PUT', '/v1/people/ann/photos/x%2F', { body: 'x', headers: PNG }, 400, 'bad-key'],
  ['DELETE', '/v1/people/ann/photos/1.jpg', {}, 404, 'no-such-image'],
  ['POST', '/v1/uploads', { body: '{"key":', headers: JSON_TYPE }, 400, 'not-json'],
  ['POST', '/v1/uploads', { body: '{"key":"a","size":1}', headers: JSON_TYPE }, 422, 'bad-body'],
  ['POST', '/v1/uploads', { body: '{"key":"a/"}', headers: JSON_TYPE }, 400, 'bad-key'],
  ['POST', '/v1/uploads', { body: '{"key":"a"}', headers: PNG }, 415, 'unsupported-media-type'],
];

for (const [method, path, asking, status, type] of REFUSED)
  test.serial(`${method} ${path.slice(0, 40)} is refused: ${status} ${type}`, async (t) => {
    const { body, status: answered } = await client.ask(method, path, asking);
    t.is(answered, status, JSON.stringify(body));
    t.is(body.type, `urn:face-inbox:${type}`);
  });

test.serial('in a collection those are known who are enrolled in it, and nobody else', async (t) => {
  const photo = await sample(3);
  const headers = { 'content-type': 'image/jpeg' };
  const ask = async (query: string) =>
    (await client.ask('POST', `/v1/recognise${query}`, { body: new Uint8Array(photo), headers })).body;
  const { faces } = await ask('');
  const face = await cutOut(photo, faces[0]);
  const enrolled = await client.ask('PUT', '/v1/people/smiths%2Fann/photos/1.jpg?wait=30', {
    body: new Uint8Array(face),
    headers,
  });
  t.like(enrolled.body.result, { status: 'enrolled', person: 'smiths/ann' });
  t.deepEqual((await ask('')).people, []);
  t.deepEqual((await ask('?collection=smiths')).people, ['smiths/ann']);
  t.deepEqual((await ask('?collection=millers')).people, []);
});
