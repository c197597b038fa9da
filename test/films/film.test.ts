import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import ava from 'ava';
import { reportLine } from '../../local/reportLine.ts';
import { openClient } from '../api/support/openClient.ts';
import { functionProcesses } from '../faults/support/killFunctions.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { type Cast, castOf, filmed, filmOf, GREY } from './film.ts';

const test = ava.serial;
let stack: Stack;
let cast: Cast;
/** What `npm start` prints. */
const printed: string[] = [];

ava.before(async () => {
  stack = await startStack({ VIDEO_CHUNK_SECONDS: '2', VIDEO_CONCURRENCY: '2' }, undefined, (line) => {
    const inWords = reportLine(line);
    if (inWords !== undefined) printed.push(inWords);
  });
  cast = await castOf(stack);
});
ava.after.always(() => stack?.stop());

async function rows(table: keyof Stack['store']['names']) {
  const { Items = [] } = await stack.db.send(
    new ScanCommand({ TableName: stack.store.names[table], ConsistentRead: true }),
  );
  return Items;
}

async function seen(person: string) {
  const { Items = [] } = await stack.db.send(
    new QueryCommand({
      TableName: stack.store.names.sightings,
      KeyConditionExpression: 'person = :p',
      ExpressionAttributeValues: { ':p': person },
    }),
  );
  return Items;
}

/** Within a fifth of a second, as is promised. */
const isNear = (time: number, expected: number) => Math.abs(time - expected) <= 0.2;

test('a film says who is in it, from when to when: in its item, in sightings and in an event', async (t) => {
  t.is(functionProcesses().length, 1, 'who looks at videos has no process before there is one');
  await stack.analysed('people/ann/1.png', cast.portraits[0]!);
  const [ann, other] = cast.pictures as [typeof GREY, typeof GREY];
  const film = await filmOf([
    { seconds: 1, picture: GREY },
    { seconds: 3, picture: ann },
    { seconds: 2, picture: other },
    { seconds: 1, picture: GREY },
    { seconds: 2, picture: ann },
  ]);
  const { item, event } = await filmed(stack, 'film.mp4', film);
  t.like(item, { kind: 'video', format: 'mp4', codec: 'h264', width: 640, height: 360, duration: 9 });
  t.deepEqual(item.people, new Set(['ann']));
  t.is(item.unknownPeople, 1);
  const told = item.tracks.map(({ person, unknown, from, to }) => ({ who: person ?? unknown, from, to }));
  t.deepEqual(
    told.map(({ who }) => who),
    ['ann', 1, 'ann'],
  );
  for (const [at, [from, to]] of [
    [1, 4],
    [4, 6],
    [7, 9],
  ].entries()) {
    t.true(isNear(told[at]!.from, from!), `${told[at]!.from} for ${from}`);
    t.true(isNear(told[at]!.to, to!), `${told[at]!.to} for ${to}`);
  }
  t.is(event.type, 'Video Analysed');
  t.deepEqual(event.detail.people, ['ann']);
  t.like(event.detail, { duration: 9, trackCount: 3, kind: 'video' });
  t.deepEqual(
    (await seen('ann')).map(({ image, from, to }) => ({ image, from, to })),
    [0, 2].map((at) => ({ image: 'film.mp4', from: told[at]!.from, to: told[at]!.to })),
  );
  t.deepEqual(await rows('chunks'), []);
  const lines = printed.filter((line) => line.includes('film.mp4'));
  t.is(lines.length, 2);
  t.regex(lines[0]!, /^\S+ {2}film\.mp4 +video of 0:09\.0, to be looked at in 5 parts {2}\d+ ms$/);
  t.regex(
    lines[1]!,
    /video of 0:09\.0, \d+ frames: ann 0:0\d\.\d-0:0\d\.\d 0:0\d\.\d-0:0\d\.\d, 1 unknown {2}/,
  );
  t.deepEqual(stack.errors, []);
});

test('the API tells of films as its description says', async (t) => {
  const client = await openClient(stack.endpoint);
  const { body: image } = await client.ask('GET', '/v1/images/film.mp4');
  t.like(image, { kind: 'video', people: ['ann'], trackCount: 3 });
  t.true(image.tracks[0].path.length >= 10);
  const { body: page } = await client.ask('GET', '/v1/images?status=analysed');
  t.deepEqual(page.images[0], image);
  const { body: told } = await client.ask('GET', '/v1/people/ann/sightings');
  t.like(told.sightings[0], {
    image: 'film.mp4',
    track: 2,
    from: image.tracks[2].from,
    to: image.tracks[2].to,
  });
  const { body: stats } = await client.ask('GET', '/v1/stats');
  t.deepEqual([stats.queues.videos, stats.queues.chunks], Array(2).fill({ waiting: 0, atWork: 0 }));
});
