import test from 'ava';
import fc from 'fast-check';
import { type Stack, startStack } from '../support/startStack.ts';
import { type Client, formOf, openClient } from './support/openClient.ts';

let stack: Stack;
let client: Client;
test.before(async () => {
  stack = await startStack({ COLLECTIONS: 'true' });
  client = await openClient(stack.endpoint);
});
test.after.always(() => stack?.stop());

/** Of a path or query, as a client encodes it; a step that fetch itself would take is none. */
const piece = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => text.isWellFormed())
  .map(encodeURIComponent)
  .filter((text) => !/^\.{1,2}$/.test(text));
const raw = fc
  .stringMatching(/^[a-zA-Z0-9%._~:@!$&'()*+,;=-]{1,20}$/)
  .filter((text) => !/^(\.|%2e){1,2}$/i.test(text));
const segment = fc.oneof(piece, raw);
const path = fc.oneof(
  segment.map((key) => `/v1/images/${key}`),
  segment.map((person) => `/v1/people/${person}`),
  segment.map((person) => `/v1/people/${person}/sightings`),
  fc.tuple(segment, segment).map(([person, file]) => `/v1/people/${person}/photos/${file}`),
  fc.array(segment, { maxLength: 3 }).map((segments) => `/v1/${segments.join('/')}`),
  fc.constantFrom('/v1/images', '/v1/people', '/v1/rejected', '/v1/stats', '/v1/openapi.json'),
);
const query = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc
    .tuple(
      fc.constantFrom('limit', 'cursor', 'status', 'among', 'collection', 'wait', 'x'),
      fc.oneof(piece, raw),
    )
    .map(([name, value]) => `?${name}=${value}`),
);

test.serial(
  'whatever is asked, the answer is one that the description has, and never a fault of ours',
  async (t) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'DELETE', 'POST', 'PATCH'),
        path,
        query,
        async (method, where, what) => {
          const { status } = await client.ask(
            method,
            `${where}${what}`,
            method === 'POST' ? { body: '' } : {},
          );
          t.true(status < 500, `${method} ${where}${what}: ${status}`);
        },
      ),
      { numRuns: 300 },
    );
  },
);

test.serial(
  'whatever is sent in the place of a photo, of descriptors or of JSON, it is no fault of ours',
  async (t) => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    const body = fc.oneof(
      bytes.map((sent) => ({ body: new Uint8Array(sent), headers: { 'content-type': 'image/png' } })),
      fc
        .tuple(bytes, bytes)
        .map(([image, ann]) => ({ body: formOf({ image: { bytes: image }, ann: { bytes: ann } }) })),
      fc.json().map((sent) => ({ body: sent, headers: { 'content-type': 'application/json' } })),
      fc.tuple(fc.string(), fc.string()).map(([boundary, sent]) => ({
        body: sent,
        headers: { 'content-type': `multipart/form-data; boundary=${encodeURIComponent(boundary)}` },
      })),
    );
    const where = fc.constantFrom(
      '/v1/recognise',
      '/v1/recognise?among=ann',
      '/v1/compare',
      '/v1/describe',
      '/v1/uploads',
    );
    await fc.assert(
      fc.asyncProperty(where, body, async (to, asking) => {
        const { status } = await client.ask('POST', to, asking);
        t.true(status < 500, `${to}: ${status}`);
      }),
      { numRuns: 150 },
    );
  },
);
