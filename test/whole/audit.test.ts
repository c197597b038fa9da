import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import test, { type ExecutionContext } from 'ava';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { queueUrl } from '../../local/deploy.ts';
import type { Kind } from '../../store/audit/examine.ts';
import type { Deviation } from '../../store/audit/wordsOf.ts';
import type { Analysed, ImageItem } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { sightingsOf } from '../../store/sightings.ts';
import { command } from '../cli/command.ts';
import { deviations, drained, tiny, untold } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';

let stack: Stack;
let run: ReturnType<typeof command>;
/** A photo of ann, in which she is found, and the photo that enrols her. */
const PARTY = 'party.jpg';
const ANN = 'people/ann/ann.png';

test.before(async () => {
  stack = await startStack();
  run = command(stack.endpoint);
  const party = await sample(4);
  const { item } = await stack.analysed('first.jpg', party);
  await stack.remove('first.jpg');
  await stack.analysed(ANN, await cutFace(party, (item as Analysed).faces[0]!.box));
  await stack.analysed(PARTY, party);
  await stack.analysed('plain.png', await tiny(1));
});
test.after.always(() => stack?.stop());

const put = (TableName: string, Item: object) => stack.db.send(new PutCommand({ TableName, Item }));
const remove = (TableName: string, Key: Record<string, string>) =>
  stack.db.send(new DeleteCommand({ TableName, Key }));
const images = () => stack.store.names.images;
const itemOf = async (key: string) => (await getImage(stack.store, key))!;
const sighting = async () => sightingsOf(await itemOf(PARTY))[0]!;
const enrolled = async () => {
  const Key = { person: 'ann', photo: ANN };
  const { Item } = await stack.db.send(new GetCommand({ TableName: stack.store.names.people, Key }));
  return Item as { person: string; photo: string; sequencer: string };
};

/** Each kind of deviation, made by hand. */
const MADE: [kind: Kind, how: string, key: string, make: () => Promise<unknown>, tables: RegExp][] = [
  ['missing', 'no item is there', 'plain.png', () => remove(images(), { image: 'plain.png' }), /^no item$/],
  [
    'missing',
    'the tables say that it is removed',
    'plain.png',
    async () => {
      const { sequencer } = await itemOf('plain.png');
      await put(images(), { image: 'plain.png', sequencer, status: 'removed', expiresAt: 2_000_000_000 });
    },
    /^that it is removed$/,
  ],
  [
    'outdated',
    'the item is of an older version',
    'plain.png',
    async () => {
      const body = await tiny(2);
      await untold(stack, () => stack.drop('plain.png', body));
    },
    /^an item \(analysed\) of \d+ bytes, ETag [0-9a-f]{32}, changed /,
  ],
  [
    'outdated',
    'the item is of an older version of the same bytes',
    'plain.png',
    async () => put(images(), { ...(await itemOf('plain.png')), modified: '2020-01-01T00:00:00.000Z' }),
    /changed 2020-01-01T00:00:00.000Z$/,
  ],
  [
    'outdated',
    'the item is of another size',
    'plain.png',
    async () => put(images(), { ...(await itemOf('plain.png')), bytes: 7 }),
    /of 7 bytes/,
  ],
  [
    'gone',
    'the photo is gone',
    'gone.png',
    async () => put(images(), { ...(await itemOf('plain.png')), image: 'gone.png' }),
    /^an item \(analysed\)/,
  ],
  [
    'gone',
    'the photo that enrolled somebody is gone',
    'people/bob/1.png',
    async () => {
      const { person, photo, ...known } = await enrolled();
      const item = await itemOf(ANN);
      await put(images(), { ...item, image: 'people/bob/1.png', person: 'bob' });
      await put(stack.store.names.people, { ...known, person: 'bob', photo: 'people/bob/1.png' });
    },
    /^an enrolment of bob, of /,
  ],
  [
    'unfinished',
    'a crash left the outbox',
    'plain.png',
    async () =>
      stack.db.send(
        new UpdateCommand({
          TableName: images(),
          Key: { image: 'plain.png' },
          UpdateExpression: 'SET pending = :pending',
          ExpressionAttributeValues: {
            ':pending': { id: '0'.repeat(32), event: 'Image Analysed', unsee: [] },
          },
        }),
      ),
    /what has to follow from it is not done, "Image Analysed" among it$/,
  ],
  [
    'sighting-missing',
    'a sighting is missing',
    PARTY,
    async () => {
      const { person, seenAt } = await sighting();
      await remove(stack.store.names.sightings, { person, seenAt });
    },
    /no sighting of ann$/,
  ],
  [
    'sighting-missing',
    'a sighting is of an earlier change',
    PARTY,
    async () => put(stack.store.names.sightings, { ...(await sighting()), sequencer: '01' }),
    /no sighting of ann$/,
  ],
  [
    'sighting-stray',
    'the photo does not show who was seen',
    PARTY,
    async () => put(stack.store.names.sightings, { ...(await sighting()), person: 'zoe' }),
    /yet a sighting of zoe/,
  ],
  [
    'sighting-stray',
    'the photo was never there, and the sighting is of a later change than any',
    'never.png',
    async () => {
      const { person, box, similarity } = await sighting();
      const seenAt = '2026-01-01T00:00:00.000Z#0123456789abcdef#0';
      const row = { person, seenAt, image: 'never.png', box, similarity, sequencer: 'F'.repeat(32) };
      await put(stack.store.names.sightings, row);
    },
    /^no item; yet a sighting of ann/,
  ],
  [
    'enrolment-missing',
    'an enrolment is missing',
    ANN,
    async () => remove(stack.store.names.people, { person: 'ann', photo: ANN }),
    /^an enrolment of ann, .*; no enrolment of that change/,
  ],
  [
    'enrolment-stray',
    'an enrolment follows from a photo that enrols nobody',
    'plain.png',
    async () => put(stack.store.names.people, { ...(await enrolled()), person: 'eve', photo: 'plain.png' }),
    /yet an enrolment of eve/,
  ],
];

test.serial('where all agrees, nothing is stated, whether or not a tombstone is there', async (t) => {
  await drained(stack);
  await remove(images(), { image: 'first.jpg' });
  t.deepEqual(await deviations(stack), []);
  const { code, stdout, stderr } = await run(['verify', '--wait', '0']);
  t.deepEqual([code, stdout, stderr], [0, '', '3 photos in the bucket, no deviation.\n']);
  t.is((await run(['reconcile', '--wait', '0'])).stdout, 'Nothing to mend.\n');
});

for (const [kind, how, key, make, tables] of MADE)
  test.serial(`${kind}, since ${how}: it is stated, and mended`, async (t) => {
    await make();
    const found = (await deviations(stack)).filter((one) => one.kind === kind);
    t.like(found, [{ kind, key }], JSON.stringify(found));
    t.regex(found[0]!.tables, tables);
    await reconciled(t);
    t.deepEqual(await deviations(stack), []);
  });

test.serial('what a message in the queue may still tell of is in flight, and no deviation', async (t) => {
  const { sqs } = stack.clients;
  const MessageBody = '{"Event":"s3:TestEvent"}';
  const body = await tiny(5);
  await untold(stack, () => stack.drop('flight.png', body));
  const hold = async (queue: string) => {
    const QueueUrl = queueUrl(stack.endpoint, queue);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds: 900 }));
    const { code, stdout, stderr } = await run(['verify', '--wait', '0', '--patience', '0']);
    t.deepEqual([code, stdout], [0, ''], queue);
    t.is(stderr, '4 photos in the bucket, no deviation, 1 in flight.\n', queue);
    return QueueUrl;
  };
  await sqs.send(new PurgeQueueCommand({ QueueUrl: await hold('face-inbox-retries') }));
  const QueueUrl = await hold('face-inbox-images');
  const mended = await run(['reconcile', '--wait', '0', '--patience', '0']);
  t.deepEqual([mended.code, mended.stdout], [0, 'Nothing to mend.\n']);
  t.regex(mended.stderr, /^1 key in flight: .* Run it again later\.\n$/);
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  await stack.remove('flight.png');
  await drained(stack);
});

/** Runs the command, and waits until the functions have done what it sent. */
async function reconciled(t: ExecutionContext): Promise<string> {
  const { code, stdout, stderr } = await run(['reconcile', '--wait', '0']);
  t.is(code, 0, stderr);
  await drained(stack);
  return stdout;
}

test.serial('all kinds at once are stated in words and as JSON, and mended by one run', async (t) => {
  for (const [kind, , , make] of MADE) if (kind !== 'missing') await make();
  const body = await tiny(4);
  await untold(stack, () => stack.drop('new.png', body));
  const words = await run(['verify', '--wait', '0']);
  t.is(words.code, 1);
  t.regex(words.stdout, /^gone\.png: gone\n {2}the bucket holds {2}nothing\n {2}the tables say {4}an item/m);
  t.regex(words.stderr, /^4 photos in the bucket, \d+ deviations\.\n$/);
  const programs = await run(['verify', '--wait', '0', '--json']);
  const lines = programs.stdout.trimEnd().split('\n');
  const kinds = new Set(lines.map((line) => (JSON.parse(line) as Deviation).kind));
  t.deepEqual([...kinds].sort(), [...new Set(MADE.map(([kind]) => kind))].sort());
  await reconciled(t);
  t.deepEqual(await deviations(stack), []);
  t.is((await run(['reconcile', '--wait', '0'])).stdout, 'Nothing to mend.\n');
  t.deepEqual(((await itemOf(PARTY)) as ImageItem & { people: Set<string> }).people, new Set(['ann']));
});
