import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import sharp from 'sharp';
import { SCOPES } from '../../api/Route.ts';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { addApiKey } from '../../store/apiKeys.ts';
import type { Analysed, AnalysedVideo, ImageItem } from '../../store/ImageItem.ts';
import { lastTry } from '../../store/tries.ts';
import { formOf, openClient } from '../api/support/openClient.ts';
import { filmOfPhoto } from '../films/film.ts';
import { SAMPLE_FACES, sample } from '../support/samples.ts';
import { connect } from './apply/connect.ts';
import { asRole } from './support/asRole.ts';
import { bringUp, type Deployed } from './support/bringUp.ts';
import { callsToDeny, callsToDenyByTable, makeElsewhere, notDenied } from './support/denied.ts';
import { openUrl } from './support/openUrl.ts';
import { type Ministack, startMinistack } from './support/startMinistack.ts';

let server: Ministack;
let inbox: Deployed;
let folder: string;
let elsewhere: string;
test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-inbox-deployed-'));
  server = await startMinistack();
  inbox = await bringUp(server);
  elsewhere = await makeElsewhere(inbox.clients, inbox.bucket);
});
test.after.always(async () => {
  await inbox?.stop();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Drops a photo as the README says, and waits for the event and the item that follow. */
async function drop(key: string, photo: Buffer | string) {
  const file = join(folder, 'photo');
  await writeFile(file, photo);
  await inbox.aws('s3', 'cp', file, `s3://${inbox.bucket}/${key}`);
  return followed(key);
}

async function followed(key: string) {
  const event = await inbox.announced(key);
  return { event, item: await inbox.settled(key) };
}

const analysed = (item: ImageItem | undefined) => item as Analysed;

/** What the AWS CLI's query gives: where and how sure somebody was seen. */
async function sightings(person: string): Promise<{ image: { S: string } }[]> {
  const answer = await inbox.aws(
    ...['dynamodb', 'query', '--table-name', 'face-inbox-sightings', '--output', 'json'],
    ...['--key-condition-expression', 'person = :p'],
    ...['--expression-attribute-values', JSON.stringify({ ':p': { S: person } })],
  );
  return JSON.parse(answer).Items;
}

test.serial('a photo that is dropped is told in the table and on the bus', async (t) => {
  const { event, item } = await drop('party.jpg', await sample(5));
  t.is(event.type, 'Image Analysed');
  t.is(event.detail.faceCount, 5);
  t.is(analysed(item).faceCount, 5);
  t.is(analysed(item).engine.name, 'onnx');
});

test.serial('who is enrolled is named in the next photo, and sighted', async (t) => {
  const [face] = analysed(await inbox.settled('party.jpg')).faces;
  const enrolled = await drop('people/obama/1.png', await cutFace(await sample(5), face!.box));
  t.is(enrolled.event.type, 'Person Enrolled');
  t.is(enrolled.item!.status, 'enrolled');
  const { event, item } = await drop('again.jpg', await sample(5));
  t.deepEqual(event.detail.people, ['obama']);
  t.deepEqual(analysed(item).people, new Set(['obama']));
  t.deepEqual(
    (await sightings('obama')).map(({ image }) => image.S),
    ['again.jpg'],
  );
});

test.serial('what overwrites a photo takes the place of its result', async (t) => {
  const { event, item } = await drop('again.jpg', await sample(4));
  t.is(event.type, 'Image Analysed');
  t.is(analysed(item).faceCount, 4);
  t.deepEqual(await sightings('obama'), []);
});

test.serial('what is deleted goes from the tables, and the person from the gallery', async (t) => {
  await inbox.aws('s3', 'rm', `s3://${inbox.bucket}/again.jpg`);
  const photo = await followed('again.jpg');
  t.is(photo.event.type, 'Image Removed');
  t.is(photo.item!.status, 'removed');
  await inbox.aws('s3', 'rm', `s3://${inbox.bucket}/people/obama/1.png`);
  const person = await followed('people/obama/1.png');
  t.is(person.event.type, 'Person Removed');
  const { event } = await drop('stranger.jpg', await sample(5));
  t.deepEqual(event.detail.people, []);
});

test.serial('of a folder each photo is told of for itself, whatever those beside it are', async (t) => {
  const batch = join(folder, 'batch');
  await mkdir(batch);
  const bomb = await sharp({ create: { width: 8000, height: 8000, channels: 3, background: 'white' } })
    .png()
    .toBuffer();
  const poison: Record<string, Buffer | string> = {
    'bomb.png': bomb,
    'cut.jpg': (await sample(1)).subarray(0, 20_000),
    'empty.jpg': '',
    'letter.txt': 'no photo',
  };
  for (const [name, photo] of Object.entries(poison)) await writeFile(join(batch, name), photo);
  const numbers = [1, 2, 3, 4, 5, 6] as const;
  for (const number of numbers) await writeFile(join(batch, `${number}.jpg`), await sample(number));

  await inbox.aws('s3', 'cp', '--recursive', batch, `s3://${inbox.bucket}/batch/`);
  for (const number of numbers) {
    const { item } = await followed(`batch/${number}.jpg`);
    t.is(analysed(item).faceCount, SAMPLE_FACES[number]);
  }
  for (const name of Object.keys(poison)) {
    const { event, item } = await followed(`batch/${name}`);
    t.is(event.type, 'Image Rejected', name);
    t.is(item!.status, 'rejected', name);
  }
});

test.serial('of a film it is told who is in it from when to when, part by part', async (t) => {
  const { item: photo } = await drop('cast.jpg', await sample(1));
  const [face] = analysed(photo).faces;
  await drop('people/ann/1.png', await cutFace(await sample(1), face!.box));
  const film = await filmOfPhoto(await sample(1), 5);
  const { event, item } = await drop('film.mp4', film);
  t.is(event.type, 'Video Analysed');
  t.deepEqual(event.detail.people, ['ann']);
  const { tracks, chunks, missing, duration } = item as AnalysedVideo;
  t.deepEqual({ chunks, missing, duration }, { chunks: 3, missing: undefined, duration: 5 });
  t.deepEqual(
    tracks.map(({ from, to }) => [from, to]),
    Array(3).fill([0, 4.96]),
  );
  t.deepEqual(
    tracks.map(({ person, unknown }) => person ?? unknown).sort(),
    [1, 2, 'ann'],
    'who is in several parts is one all the same',
  );
  t.true((await sightings('ann')).some(({ image }) => image.S === 'film.mp4'));
  const left = await inbox.db.send(new ScanCommand({ TableName: inbox.store.names.chunks }));
  t.deepEqual(left.Items, []);
});

test.serial('a film that is none is refused, with its reason', async (t) => {
  const film = await filmOfPhoto(await sample(1), 1);
  const { event, item } = await drop('cut.mp4', film.subarray(0, 200));
  t.is(event.type, 'Image Rejected');
  t.like(item, { status: 'rejected', reason: 'damaged' });
});

test.serial('the API answers who has a key, from the package, with its role', async (t) => {
  const url = await openUrl(inbox.clients, String(inbox.known.get('aws_lambda_function.api')!.function_name));
  t.teardown(url.close);
  const { key } = await addApiKey(inbox.store, { label: 'test', scopes: [...SCOPES] });
  const client = await openClient(url.endpoint, key);
  t.is((await client.ask('GET', '/v1/people', { key: 'fi_none' })).status, 401);
  const found = await client.ask('POST', '/v1/recognise', {
    body: formOf({ image: { bytes: await sample(1) } }),
  });
  t.is(found.body.faceCount, SAMPLE_FACES[1]);
  t.deepEqual(found.body.people, ['ann']);
  const film = await client.ask('GET', '/v1/images/film.mp4');
  t.like(film.body, { kind: 'video', trackCount: 3 });
  for (const path of ['/v1/people', '/v1/people/ann/sightings', '/v1/rejected', '/v1/stats'])
    t.is((await client.ask('GET', path)).status, 200, path);
  const frame = await fetch(`${url.endpoint}/v1/images/film.mp4/picture?width=320&time=1`, {
    headers: { authorization: `Bearer ${key}` },
  });
  t.is(frame.status, 200);
  t.like(await sharp(await frame.bytes()).metadata(), { width: 320, height: 180 });
  const put = await client.ask('PUT', '/v1/images/by-api.jpg', {
    body: new Blob([new Uint8Array(await sample(2))], { type: 'image/jpeg' }),
  });
  t.is(put.status, 202);
  const { event } = await followed('by-api.jpg');
  t.is(event.type, 'Image Analysed');
});

test('what no try helps ends among the dead letters, and why is noted', async (t) => {
  const queue = (role: string) => String(inbox.known.get(`aws_sqs_queue.${role}`)!.url);
  // Five tries take minutes; how many there are is a number in the stack, and held to the topology where it is made.
  const { deadLetterTargetArn } = JSON.parse(
    String(inbox.known.get('aws_sqs_queue.retries')!.redrive_policy),
  );
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 });
  await inbox.aws(
    ...['sqs', 'set-queue-attributes', '--queue-url', queue('retries')],
    ...['--attributes', JSON.stringify({ RedrivePolicy })],
  );
  const body = '{"from":"somebody else"}';
  const send = ['sqs', 'send-message', '--queue-url', queue('images'), '--message-body', body];
  await inbox.aws(...send);
  const receive = ['sqs', 'receive-message', '--queue-url', queue('dead-letters'), '--output', 'json'];
  const waiting = ['--wait-time-seconds', '20', '--message-system-attribute-names', 'All'];
  for (;;) {
    const answer = await inbox.aws(...receive, ...waiting);
    if (answer.trim() === '') continue;
    const [letter] = JSON.parse(answer).Messages;
    t.is(letter.Body, body);
    const { received, error } = (await lastTry(inbox.store, letter.MessageId))!;
    t.is(received, 3);
    t.regex(error!, /ForeignMessageError/);
    return;
  }
});

/** The first line of a function's log that matches. */
async function logged(role: string, filterPattern: string): Promise<string> {
  const logGroupName = String(inbox.known.get(`aws_cloudwatch_log_group.${role}`)!.name);
  for (;;) {
    const { events = [] } = await inbox.clients.logs.send(
      new FilterLogEventsCommand({ logGroupName, filterPattern }),
    );
    if (events.length > 0) return events[0]!.message!;
  }
}

for (const role of ['analyse', 'plan', 'analyse-chunk', 'sweep', 'reconcile', 'expire'])
  test(`${role} is denied what it must not do`, async (t) => {
    const access = await asRole(inbox.access, String(inbox.known.get(`aws_iam_role.${role}`)!.arn));
    const { nobody, notThisOne } = callsToDeny(inbox.known, inbox.bucket, elsewhere);
    const byTable = callsToDenyByTable(inbox.known)[role];
    t.deepEqual(await notDenied(connect(access), { ...nobody, ...notThisOne[role], ...byTable }), []);
  });

test('the clock lets the sweep run, with its rights', async (t) => {
  const { finished } = JSON.parse(await logged('sweep', '"swept"'));
  t.is(finished, 0);
});

test('the clock lets the comparison run, and what a table has lost comes back', async (t) => {
  await drop('lost.jpg', await sample(2));
  await inbox.db.send(new DeleteCommand({ TableName: inbox.store.names.images, Key: { image: 'lost.jpg' } }));
  const { event, item } = await followed('lost.jpg');
  t.is(event.type, 'Image Analysed');
  t.is(analysed(item).faceCount, SAMPLE_FACES[2]);
});

test('the retention deletes nothing that is not due, with its rights', async (t) => {
  const out = join(folder, 'expired.json');
  await inbox.aws('lambda', 'invoke', '--function-name', 'face-inbox-expire', out);
  t.like(JSON.parse(await readFile(out, 'utf8')), { deleted: 0, failed: 0 });
});
