import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import ava from 'ava';
import { readSettings } from '../../config/settings.ts';
import { queueUrl } from '../../local/deploy.ts';
import { chunksOf, dropChunk, putChunk } from '../../store/chunks/chunkRows.ts';
import { getImage } from '../../store/images.ts';
import { openStore } from '../../store/openStore.ts';
import { openClient } from '../api/support/openClient.ts';
import { answer, duplicate, loseAnswer, passOn } from '../faults/support/faults.ts';
import { holds } from '../faults/support/holds.ts';
import { holdUp } from '../faults/support/holdUp.ts';
import type { Fault } from '../faults/support/openFaultyProxy.ts';
import { shortenVisibility } from '../faults/support/shortenTries.ts';
import { type FaultyStack, startFaultyStack } from '../faults/support/startFaultyStack.ts';
import { tiny } from '../support/inbox.ts';
import { type Cast, castOf, filmed, filmOf, GREY } from './film.ts';
import { killAsker } from './killAsker.ts';
import { comeBackAtOnce, partsComeBackAtOnce, queuesByProxy } from './queuesByProxy.ts';

const test = ava.serial;
let stack: FaultyStack;
let cast: Cast;
let film: Buffer;
let twoShots: Buffer;

ava.before(async () => {
  stack = await startFaultyStack({ VIDEO_CHUNK_SECONDS: '1', VIDEO_CONCURRENCY: '2' });
  // Of the parts alone: who plans for longer, on a busy machine, would ask for them twice.
  await shortenVisibility(stack, 8, ['chunks']);
  cast = await castOf(stack);
  await stack.analysed('people/ann/1.png', cast.portraits[0]!);
  film = await filmOf([
    { seconds: 1, picture: GREY },
    { seconds: 3, picture: cast.pictures[0]! },
  ]);
  twoShots = await filmOf([
    { seconds: 2, picture: cast.pictures[0]! },
    { seconds: 2, picture: cast.pictures[1]! },
  ]);
});
ava.beforeEach(() => queuesByProxy(stack));
ava.afterEach.always(() => stack?.proxy.heal());
ava.after.always(() => stack?.stop());

async function chunkRows(): Promise<number> {
  const { Count } = await stack.db.send(
    new ScanCommand({ TableName: stack.store.names.chunks, ConsistentRead: true }),
  );
  return Count!;
}

/** A request of the function that looks at that part of the video, before it begins. */
const looksFor = (number: number) => ({
  operation: 'dynamodb:GetItem',
  about: ['"face-inbox-chunks"', `"${String(number).padStart(6, '0')}"`],
});

test('messages that come twice, late, and in another order make one result', async (t) => {
  const sent: { MessageBody: string }[] = [];
  const reversedTwice: Fault = async ({ request, response }) => {
    const { Entries } = JSON.parse(request.body.toString()) as { Entries: { MessageBody: string }[] };
    sent.push(...Entries);
    await sendChunks([...Entries.toReversed(), ...Entries.toReversed()]);
    const Successful = Entries.map((_, at) => ({ Id: String(at), MessageId: 'x', MD5OfMessageBody: '' }));
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
      .end(JSON.stringify({ Successful, Failed: [] }));
  };
  stack.proxy.on('sqs:SendMessage', duplicate, { about: 'face-inbox-videos' });
  stack.proxy.on('sqs:SendMessageBatch', reversedTwice, { about: 'face-inbox-chunks' });
  const { item } = await filmed(stack, 'twice.mp4', film);
  t.true(sent.length >= 4, `${sent.length} messages`);
  t.like(item.tracks[0], { person: 'ann', from: 1 });
  t.is(item.trackCount, 1);
  await holds(t, stack);
  await sendChunks(sent);
  await holds(t, stack);
  t.deepEqual(await getImage(stack.store, 'twice.mp4'), item);
  const events = stack.heard.filter(({ detail }) => detail.image === 'twice.mp4');
  t.is(new Set(events.map(({ detail }) => detail.id)).size, 1);
  t.is(await chunkRows(), 0);
});

async function sendChunks(entries: { MessageBody: string }[]): Promise<void> {
  const QueueUrl = queueUrl(stack.endpoint, 'face-inbox-chunks');
  for (let at = 0; at < entries.length; at += 10)
    await stack.clients.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: entries
          .slice(at, at + 10)
          .map(({ MessageBody }, index) => ({ Id: String(index), MessageBody })),
      }),
    );
}

test('of a part that fails five times the timeline says that it is missing, and why', async (t) => {
  const { operation, about } = looksFor(2);
  partsComeBackAtOnce(stack);
  const refused = stack.proxy.on(operation, answer('AccessDeniedException'), { about, times: 5 });
  const { item, event } = await filmed(stack, 'denied.mp4', film);
  t.is(refused.hits, 5);
  const [missing, ...others] = item.missing!;
  t.deepEqual(others, []);
  t.like(missing, { from: 2, to: 3, reason: 'failed' });
  t.regex(missing!.message!, /AccessDeniedException: User is not authorized/);
  t.deepEqual(
    item.tracks.map(({ person, from, to }) => [person, from, to]),
    [
      ['ann', 1, 1.96],
      ['ann', 3, 3.96],
    ],
  );
  t.deepEqual(event.detail.missing, item.missing);
  await holds(t, stack);
});

const onLinux = process.platform === 'linux' ? test : test.skip;
onLinux('a part at which the function is killed five times is missing, and costs no other', async (t) => {
  t.timeout(300_000);
  const { operation, about } = looksFor(2);
  const killed = stack.proxy.on(operation, killAsker, { about, times: 5 });
  const { item } = await filmed(stack, 'killing.mp4', film);
  t.is(killed.hits, 5);
  t.is(item.missing?.length, 1);
  t.like(item.missing![0], { from: 2, to: 3, reason: 'failed' });
  t.regex(item.missing![0]!.message!, /was ended, for want of memory or time/);
  t.is(item.trackCount, 2);
  await holds(t, stack);
});

test('a film whose parts could not be asked for, as its plan was not to be seen, is tried again', async (t) => {
  comeBackAtOnce(stack, 'videos');
  const about = ['"face-inbox-chunks"', '"at":{"S":"plan"}'];
  const nothing: Fault = ({ response }) =>
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  const unseen = stack.proxy.on('dynamodb:GetItem', nothing, { about, times: 1 });
  stack.proxy.on('dynamodb:GetItem', passOn, { about, times: 1 });
  const { item } = await filmed(stack, 'unseen.mp4', film);
  t.is(unseen.hits, 1);
  t.is(item.trackCount, 1);
  await holds(t, stack);
});

/** The request that writes a result with tracks in it. */
const result = (key: string) => ({ about: ['"face-inbox-images"', key, '"trackCount":{"N":"2"}'] });

test('a film of which it cannot be said who is in it ends with a result that says so, and why', async (t) => {
  t.timeout(120_000);
  partsComeBackAtOnce(stack);
  const put = 'dynamodb:PutItem';
  const refused = stack.proxy.on(put, answer('AccessDeniedException'), result('untellable.mp4'));
  const { item, event } = await filmed(stack, 'untellable.mp4', twoShots);
  t.is(refused.hits, 8);
  t.like(item, { trackCount: 0, frames: 0, tracks: [], duration: 4, chunks: 4 });
  t.like(item.missing, [{ from: 0, to: 4, reason: 'failed' }]);
  t.is(item.missing?.length, 1);
  t.regex(item.missing![0]!.message!, /^AccessDeniedException: /);
  t.deepEqual(event.detail.missing, item.missing);
  await holds(t, stack);
  t.is(await chunkRows(), 0);
});

onLinux('a film at the naming of which the function is always killed ends as well', async (t) => {
  t.timeout(300_000);
  partsComeBackAtOnce(stack);
  const killed = stack.proxy.on('dynamodb:PutItem', killAsker, result('deadly.mp4'));
  const { item } = await filmed(stack, 'deadly.mp4', twoShots);
  t.is(killed.hits, 8);
  t.like(item.missing![0], { from: 0, to: 4, reason: 'failed' });
  t.regex(item.missing![0]!.message!, /was ended, for want of memory or time/);
  await holds(t, stack);
  t.is(await chunkRows(), 0);
});

test('a film that is overwritten while it is looked at leaves nothing behind', async (t) => {
  const hold = holdUp(stack.proxy, 'before', looksFor(2));
  await stack.drop('over.mp4', film);
  await hold.reached;
  t.like(await getImage(stack.store, 'over.mp4'), {
    status: 'analysing',
    kind: 'video',
    chunks: 4,
    duration: 4,
  });
  const client = await openClient(stack.endpoint);
  t.is((await client.ask('GET', '/v1/images/over.mp4')).body.status, 'analysing');
  t.is((await client.ask('GET', '/v1/images?status=analysing')).body.images.length, 1);
  const { event, item } = await stack.analysed('over.mp4', await tiny(3));
  t.is(event.type, 'Image Analysed');
  hold.release();
  await holds(t, stack);
  t.deepEqual(await getImage(stack.store, 'over.mp4'), item);
  t.is(await chunkRows(), 0);

  // And another film in the place of one, at a time when the first one's last part is looked at.
  const again = holdUp(stack.proxy, 'before', looksFor(3));
  await stack.drop('over.mp4', film);
  await again.reached;
  const shorter = await filmOf([{ seconds: 2, picture: cast.pictures[0]! }]);
  const second = await filmed(stack, 'over.mp4', shorter);
  again.release();
  await holds(t, stack);
  t.is(second.item.duration, 2);
  t.deepEqual(await getImage(stack.store, 'over.mp4'), second.item);
  t.is(await chunkRows(), 0);
});

test('a film that is deleted while it is looked at leaves nothing behind', async (t) => {
  const hold = holdUp(stack.proxy, 'before', looksFor(2));
  await stack.drop('gone.mp4', film);
  await hold.reached;
  await stack.remove('gone.mp4');
  t.is((await stack.announced('gone.mp4')).type, 'Image Removed');
  hold.release();
  await holds(t, stack);
  t.like(await getImage(stack.store, 'gone.mp4'), { status: 'removed' });
  t.is(await chunkRows(), 0);
});

test('a film that is deleted while its bytes are read is skipped', async (t) => {
  const hold = holdUp(stack.proxy, 'before', { operation: 's3:GetObject', about: ['cut.mp4'] });
  await stack.drop('cut.mp4', film);
  await hold.reached;
  await stack.remove('cut.mp4');
  hold.release();
  await holds(t, stack);
  t.is(await chunkRows(), 0);
});

test('a row of a part that is sent again, as no answer came, stays with all that belongs to it', async (t) => {
  const { region } = stack;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const db = new DynamoDBClient({ endpoint: stack.proxy.endpoint, region, credentials });
  const store = openStore(readSettings({}), { ...stack.clients, db });
  const row = {
    plan: 'p',
    image: 'again.mp4',
    number: 1,
    from: 0,
    to: 10,
    missing: [],
    looked: 1,
    decoded: 2,
  };
  const lost = stack.proxy.on('dynamodb:PutItem', loseAnswer, { about: '"writer"', times: 1 });
  const tracks = randomBytes(700_000);
  t.true(await putChunk(store, { ...row, ms: 3, tracks }));
  t.is(lost.hits, 1);
  const [found] = await chunksOf(store, 'p');
  t.true(Buffer.from(found!.tracks).equals(tracks));
  await dropChunk(store, 'p', 1);
});
