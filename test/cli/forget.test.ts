import { GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import type { Analysed, FaceItem } from '../../store/ImageItem.ts';
import { noteTry } from '../../store/tries.ts';
import { untold } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { command, cutOut } from './command.ts';

let stack: Stack;
let run: ReturnType<typeof command>;
let group: Buffer;
let faces: FaceItem[];

test.before(async () => {
  stack = await startStack();
  run = command(stack.endpoint);
  group = await sample(1);
  const { item } = await stack.analysed('first.jpg', group);
  ({ faces } = item as Analysed);
});
test.after.always(() => stack?.stop());

const enrol = async (key: string, face: number) => {
  const { event } = await stack.analysed(key, await cutOut(group, faces[face]!));
  if (event.type !== 'Person Enrolled') throw new Error(`${key}: ${event.type}`);
};

/** Everything in every table, as text: the name must not be anywhere in it. */
async function everything(): Promise<string> {
  const texts = await Promise.all(
    Object.values(stack.store.names).map(async (TableName) => {
      const { Items } = await stack.db.send(new ScanCommand({ TableName, ConsistentRead: true }));
      const lists = (_: string, part: unknown) => (part instanceof Set ? [...part] : part);
      return JSON.stringify(Items, lists);
    }),
  );
  return texts.join('\n');
}

test.serial('a person is forgotten only if that is confirmed', async (t) => {
  const { code, stdout, stderr } = await run(['forget', 'ann']);
  t.deepEqual([code, stdout], [2, '']);
  t.regex(stderr, /cannot be brought back.*--yes/);
});

test.serial('a person is forgotten in the bucket and in every table, and the others stay', async (t) => {
  await enrol('people/ann/1.jpg', 0);
  await enrol('people/ann/sub/2.jpg', 0);
  await enrol('people/Zo\u00eb/1.jpg', 1);
  await stack.analysed('people/ann/bad.jpg', 'no photo');
  const { item: before } = await stack.analysed('party.jpg', group);
  t.deepEqual([...((before as Analysed).people ?? [])].sort(), ['Zo\u00eb', 'ann']);
  t.true((before as Analysed).faces.some(({ runnerUp }) => runnerUp?.person === 'ann'));
  const { QueueUrl } = await stack.clients.sqs.send(
    new GetQueueUrlCommand({ QueueName: 'face-inbox-dead-letters' }),
  );
  for (const key of ['people/ann/1.jpg', 'other.jpg'])
    await stack.clients.sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: JSON.stringify({ Records: [{ s3: { object: { key } } }] }),
      }),
    );
  const noted = { message: 'm', at: '2026-01-01T00:00:00Z', received: 3, request: 'r' };
  await noteTry(stack.store, { ...noted, error: 'Error: no such thing as "people/ann/1.jpg"' });

  const { code, stdout, stderr } = await run(['forget', 'ann', '--yes']);
  t.is(code, 0, stderr);
  t.regex(
    stdout,
    /^Deleted 3 photos under people\/, 1 sighting, 1 dead letter; the name removed from 1 result\.$/m,
  );
  t.regex(stdout, /^Searched all \d+ items of face-inbox-images, .*face-inbox-state: none names ann\.$/m);
  t.false((await everything()).includes('ann'));
  const party = (await stack.settled('party.jpg')) as Analysed;
  t.deepEqual([...(party.people ?? [])], ['Zo\u00eb']);
  t.deepEqual(party.faces.map(({ decision }) => decision).sort(), ['matched', 'unknown', 'unknown']);
  t.true(
    party.faces.every(({ decision, distance }) => (decision === 'matched') === (distance !== undefined)),
  );
  const letters = JSON.parse((await run(['dlq', '--json'])).stdout);
  t.deepEqual(
    letters.map(({ changes }: { changes: { key: string }[] }) => changes[0]!.key),
    ['other.jpg'],
  );
  for (const key of ['people/ann/1.jpg', 'people/ann/sub/2.jpg'])
    t.is((await stack.announced(key)).type, 'Person Removed');
});

test.serial('forgetting once more changes nothing, and proves the same', async (t) => {
  const { code, stdout } = await run(['forget', 'ann', '--yes', '--json']);
  t.is(code, 0);
  t.like(JSON.parse(stdout), {
    deleted: 0,
    sightings: 0,
    results: 0,
    photos: 0,
    letters: 0,
    proof: { found: [] },
  });
});

test.serial('a name is found in whatever form it is written in the bucket', async (t) => {
  await enrol('people/Zoe\u0308/2.jpg', 1);
  const { code, stdout, stderr } = await run(['forget', 'Zoe\u0308', '--yes']);
  t.is(code, 0, stderr);
  t.regex(stdout, /^Deleted 2 photos/);
  t.false((await everything()).normalize('NFC').includes('Zo\u00eb'));
});

test.serial('a person is forgotten while photos of them are analysed and enrolled', async (t) => {
  await enrol('people/ann/1.jpg', 0);
  const face = await cutOut(group, faces[0]!);
  const keys = Array.from({ length: 24 }, (_, index) => `crowd/${index}.jpg`);
  const enrolling = ['a', 'b', 'c', 'd'].map((name) => `people/ann/${name}.jpg`);
  const events = Promise.all(keys.map((key) => stack.announced(key)));
  await Promise.all([
    ...keys.map((key) => stack.drop(key, group)),
    ...enrolling.map((key) => stack.drop(key, face)),
  ]);
  await Promise.race(keys.map((key) => stack.settled(key)));
  const { code, stdout, stderr } = await run(['forget', 'ann', '--yes']);
  t.is(code, 0, stdout + stderr);
  t.false((await everything()).includes('ann'), 'as soon as the command has ended');
  await events;
  await Promise.all(keys.map((key) => stack.settled(key)));
  t.false((await everything()).includes('ann'), 'and when all that was under way is done');
  await enrol('people/ann/new.jpg', 0);
  const { item } = await stack.analysed('after.jpg', group);
  t.true((item as Analysed).people?.has('ann'), 'who is enrolled anew is known again');
});

test.serial('a removal whose message is lost is told all the same', async (t) => {
  await enrol('people/bob/lost.jpg', 0);
  const lost = await untold(stack, () => run(['forget', 'bob', '--yes', '--timeout', '0']));
  t.is(lost.code, 1);
  t.regex(lost.stderr, /^Its removal is still queued: people\/bob\/lost\.jpg$/m);
  t.like(await stack.announced('people/bob/lost.jpg'), { type: 'Person Removed', detail: { person: 'bob' } });
  t.false((await everything()).includes('bob'));
  t.is((await run(['forget', 'bob', '--yes'])).code, 0);
});
