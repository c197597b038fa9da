import test from 'ava';
import { writeDescriptorDocument } from '../../faces/match/descriptorDocument.ts';
import { drained } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { ended } from './support/ended.ts';
import { type Client, openClient } from './support/openClient.ts';

let stack: Stack;
let client: Client;
test.before(async () => {
  stack = await startStack({ KEEP_UNKNOWN: '30', COLLECTIONS: 'true' });
  client = await openClient(stack.endpoint);
});
test.after.always(() => stack?.stop());

test.serial('groups of unknown faces are told, and where each was seen', async (t) => {
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

test.serial('who was enrolled by a descriptor is told without a face', async (t) => {
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

test.serial('groups of unknown faces are listed, given a name and parted', async (t) => {
  const { groups, days, more } = (await client.ask('GET', '/v1/unknown')).body;
  t.is(groups.length, 6);
  t.like({ days, more }, { days: 30, more: 0 });
  const [first, second] = groups
    .filter(({ group }: { group: string }) => group.startsWith('smiths/'))
    .sort((a: { faces: { face: number }[] }, b: typeof a) => a.faces[0]!.face - b.faces[0]!.face);
  t.like(first.faces, [{ image: 'smiths/party.jpg', face: 0 }]);
  t.is((await client.ask('GET', '/v1/unknown?limit=2')).body.more, 4);

  const path = (group: string, what: string) => `/v1/unknown/${encodeURIComponent(group)}/${what}`;
  const named = await ended(client, path(first.group, 'name'), { person: 'smiths/ann' });
  t.like(named, {
    kind: 'name',
    person: 'smiths/ann',
    status: 'done',
    outcome: { person: 'smiths/ann', results: 1 },
  });
  t.regex(named.outcome.enrolled, /^smiths\/people\/ann\/unknown-\d+\.png$/);
  t.deepEqual((await client.ask('GET', '/v1/images/smiths%2Fparty.jpg')).body.people, ['smiths/ann']);
  t.is((await client.ask('GET', '/v1/unknown')).body.groups.length, 5);
  t.is((await client.ask('GET', '/v1/unknown?named=true')).body.groups.length, 6);

  const other = await ended(client, path(second.group, 'name'), { person: 'else/bob', enrol: false });
  t.like(other, { status: 'failed', problem: { status: 422, type: 'urn:face-inbox:bad-change' } });
  const split = await ended(client, path(second.group, 'split'), {
    faces: second.faces.map(({ image, face }: { image: string; face: number }) => ({ image, face })),
  });
  t.like(split, { status: 'failed', problem: { status: 404 } });
  for (const [group, status] of [
    ['unknown-999', 404],
    ['nobody', 400],
  ] as const) {
    const answered = await client.ask('POST', path(group, 'name'), {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ person: 'ann' }),
    });
    t.is(answered.status, status);
  }
});
