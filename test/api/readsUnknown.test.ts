import test from 'ava';
import { writeDescriptorDocument } from '../../faces/match/descriptorDocument.ts';
import { drained } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { type Client, openClient } from './support/openClient.ts';

let stack: Stack;
let client: Client;
test.before(async () => {
  stack = await startStack({ KEEP_UNKNOWN: '30', COLLECTIONS: 'true' });
  client = await openClient(stack.endpoint);
});
test.after.always(() => stack?.stop());

test('groups of unknown faces are told, and where each was seen', async (t) => {
  for (const key of ['party.jpg', 'smiths/party.jpg']) await stack.drop(key, await sample(1));
  await drained(stack);
  for (const [key, group] of [
    ['party.jpg', /^unknown-\d+$/],
    ['smiths/party.jpg', /^smiths\/unknown-\d+$/],
  ] as const) {
    const { status, body } = await client.ask('GET', `/v1/images/${key}`);
    t.is(status, 200);
    const groups = (body.faces as { group: string }[]).map((face) => face.group);
    t.is(new Set(groups).size, 3);
    for (const [face, name] of groups.entries()) {
      t.regex(name, group);
      const seen = await client.ask('GET', `/v1/people/${encodeURIComponent(name)}/sightings`);
      t.is(seen.status, 200);
      t.like(seen.body.sightings, [{ person: name, image: key, face }]);
      t.false('similarity' in seen.body.sightings[0]);
    }
  }
  const page = await client.ask('GET', '/v1/images');
  t.is(page.body.images.length, 2);
});

test('who was enrolled by a descriptor is told without a face', async (t) => {
  const descriptor = Float32Array.from({ length: 128 }, (_, at) => (1.45 * Math.sin(at + 1)) / 8);
  const [space, engine] = ['dlib-resnet-128', { name: 'onnx', weights: 'w' }];
  const key = 'people/dan/1.descriptor.json';
  await stack.analysed(
    key,
    writeDescriptorDocument({ space, descriptors: { [space]: { descriptor, engine } } }),
  );
  const { body } = await client.ask('GET', `/v1/images/${encodeURIComponent(key)}`);
  t.like(body, { status: 'enrolled', person: 'dan', format: 'descriptor' });
  const people = await client.ask('GET', '/v1/people');
  t.like(people.body.people, [{ person: 'dan', photos: [{ photo: key }] }]);
});
