import test from 'ava';
import { addAlias, dropAlias } from '../../store/aliases.ts';
import { enrolledPhotos } from '../../store/people.ts';
import { type Faces, facesOf } from '../support/facesOf.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { ended } from './support/ended.ts';
import { type Client, openClient } from './support/openClient.ts';

let stack: Stack;
let client: Client;
let faces: Faces;
test.before(async () => {
  stack = await startStack({ FUNCTION_TIMEOUT: '20' });
  client = await openClient(stack.endpoint);
  faces = await facesOf(stack);
});
test.after.always(() => stack?.stop());

const json = (body: object) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const ask = async (method: string, path: string, body?: object) =>
  client.ask(method, path, body === undefined ? {} : json(body));
const photosOf = async (person: string) =>
  (await enrolledPhotos(stack.store, person)).map(({ photo }) => photo);

test.serial(
  'who is enrolled is told with the best face, and how often they were seen where that is asked',
  async (t) => {
    await faces.enrol('people/ann/1.jpg', 0);
    await faces.enrol('people/ann/2.jpg', 0);
    await faces.enrol('people/zoe/1.jpg', 1);
    await stack.analysed('party.jpg', faces.group);
    const { people } = (await ask('GET', '/v1/people?seen=true')).body;
    const ann = people.find((one: { person: string }) => one.person === 'ann');
    t.like(ann, { best: { face: 0 }, seen: { count: 1 } });
    t.true(ann.photos.some(({ photo }: { photo: string }) => photo === ann.best.image));
    t.is(ann.seen.first, ann.seen.last);
    t.false('seen' in (await ask('GET', '/v1/people')).body.people[0]);
  },
);

test.serial('a person is told with how their photos agree', async (t) => {
  const { body } = await ask('GET', '/v1/people/ann');
  t.like(body, { person: 'ann', best: { face: 0 }, seen: { count: 1 } });
  t.deepEqual(
    body.photos.map((photo: { photo: string; nearestOwn: { photo: string } }) => [
      photo.photo,
      photo.nearestOwn.photo,
    ]),
    [
      ['people/ann/1.jpg', 'people/ann/2.jpg'],
      ['people/ann/2.jpg', 'people/ann/1.jpg'],
    ],
  );
  t.is((await ask('GET', '/v1/people/nobody')).status, 404);
  t.is((await ask('GET', '/v1/people/%2A%2A%2A')).status, 400);
});

test.serial('an enrolled photo of somebody else is told as suspicious, until it is gone', async (t) => {
  t.deepEqual((await ask('GET', '/v1/suspicious')).body, { photos: [] });
  await faces.enrol('people/ann/wrong.jpg', 1);
  const { photos } = (await ask('GET', '/v1/suspicious')).body;
  const wrong = photos.find(({ photo }: { photo: string }) => photo === 'people/ann/wrong.jpg');
  t.like(wrong, { person: 'ann', of: 3, disagrees: true, other: { person: 'zoe' } });
  await stack.remove('people/ann/wrong.jpg');
  await stack.announced('people/ann/wrong.jpg');
  await stack.settled('people/ann/wrong.jpg');
  t.deepEqual((await ask('GET', '/v1/suspicious')).body, { photos: [] });
});

test.serial('what cannot be renamed or merged is answered at once, and nothing is begun', async (t) => {
  const cases: [string, object, number, string][] = [
    ['ann/rename', { to: 'zoe' }, 409, 'name-taken'],
    ['ann/rename', { to: 'ann' }, 422, 'bad-change'],
    ['ann/rename', { to: '***' }, 400, 'bad-person'],
    ['ann/rename', { to: 'smiths/ann' }, 400, 'no-such-collection'],
    ['ann/rename', { into: 'anna' }, 422, 'bad-body'],
    ['bob/rename', { to: 'anna' }, 404, 'no-such-person'],
    ['ann/merge', { into: 'bob' }, 404, 'no-such-person'],
    ['%2A/forget', {}, 400, 'bad-person'],
  ];
  for (const [path, body, status, code] of cases) {
    const answered = await ask('POST', `/v1/people/${path}`, body);
    t.is(answered.status, status, path);
    t.is(answered.body.type, `urn:face-inbox:${code}`);
  }
  t.deepEqual((await ask('GET', '/v1/work')).body, { works: [] });
  t.is((await ask('GET', '/v1/work/none')).status, 404);
});

test.serial('somebody is renamed, and results, sightings and photos follow', async (t) => {
  const work = await ended(client, '/v1/people/ann/rename', { to: 'anna' });
  t.like(work, { kind: 'rename', person: 'ann', to: 'anna', status: 'done', outcome: { photos: 2 } });
  t.true(work.outcome.results >= 1);
  t.deepEqual(await photosOf('anna'), ['people/anna/1.jpg', 'people/anna/2.jpg']);
  t.deepEqual((await ask('GET', '/v1/images/party.jpg')).body.people, ['anna', 'zoe']);
  t.is((await ask('GET', '/v1/people/anna')).body.seen.count, 1);
  t.is((await ask('GET', '/v1/people/ann')).status, 404);
  t.is((await ask('GET', '/v1/work')).body.works[0].id, work.id);
});

test.serial(
  'a renaming that was broken off is told, stands in the way of others, and goes on when it is asked for',
  async (t) => {
    await addAlias(stack.store, 'anna', 'hannah');
    const { people } = (await ask('GET', '/v1/people')).body;
    t.is(people.find((one: { person: string }) => one.person === 'anna').becomes, 'hannah');
    t.is((await ask('GET', '/v1/people/anna')).body.becomes, 'hannah');
    const refused = await ask('POST', '/v1/people/anna/forget');
    t.is(refused.status, 409);
    t.like(refused.body, { type: 'urn:face-inbox:busy' });
    const work = await ended(client, '/v1/people/anna/rename', { to: 'hannah' });
    t.is(work.status, 'done');
    t.deepEqual(await photosOf('hannah'), ['people/hannah/1.jpg', 'people/hannah/2.jpg']);
  },
);

test.serial('a change that fails says why, as any error does', async (t) => {
  // Another renaming of the same person, which comes between the check and the change.
  await addAlias(stack.store, 'hannah', 'other');
  const work = await ended(client, '/v1/people/hannah/rename', { to: 'hanna' });
  t.like(work, { status: 'failed', problem: { status: 409, type: 'urn:face-inbox:busy' } });
  await dropAlias(stack.store, 'hannah');
});

test.serial('two are made one', async (t) => {
  const work = await ended(client, '/v1/people/hannah/merge', { into: 'zoe' });
  t.like(work, { kind: 'merge', status: 'done' });
  t.is((await photosOf('zoe')).length, 3);
});

test.serial('it is told what would be forgotten, and then it is', async (t) => {
  const { body } = await ask('GET', '/v1/people/zoe/forget');
  t.is(body.person, 'zoe');
  t.is(body.photos.length, 3);
  t.true(body.seen.count >= 1);
  const work = await ended(client, '/v1/people/zoe/forget');
  t.like(work, { kind: 'forget', status: 'done', outcome: { photos: 3, sightings: body.seen.count } });
  t.is((await ask('GET', '/v1/people/zoe')).status, 404);
  t.deepEqual((await ask('GET', '/v1/images/party.jpg')).body.people, []);
  t.deepEqual((await ask('GET', '/v1/people/zoe/forget')).body, {
    ...{ person: 'zoe', photos: [], seen: { count: 0 } },
  });
  t.deepEqual(stack.errors, []);
});
