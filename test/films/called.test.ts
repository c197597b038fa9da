import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import ava from 'ava';
import { readSettings } from '../../config/settings.ts';
import { deploy, queueUrl } from '../../local/deploy.ts';
import { openServices } from '../../local/openServices.ts';
import { startFunctions } from '../../local/startFunctions.ts';
import { queueNames, type Topology, topology } from '../../stacks/topology.ts';
import { FETCH_CALL } from '../../store/chunks/fetchCall.ts';
import type { AnalysedVideo } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { openStore } from '../../store/openStore.ts';
import { queueDepth } from '../../store/queueDepth.ts';
import { sample } from '../support/samples.ts';
import { panned } from '../video/support/panned.ts';

/* Who plans a film calls those who look at its parts, which fetch these themselves. */

const test = ava.serial;
const REGION = 'us-east-1';
const PARTS = 4;
const SETTINGS = { VIDEO_CHUNK_SECONDS: '2', VIDEO_CONCURRENCY: '4', VIDEO_CALLS: 'true' };

let film: Buffer;
ava.before(async () => {
  film = await panned(await sample(1));
});

/** @param how `fed`: whether the queue feeds those who look at parts too; `callable`: whether they can be called */
async function open(how: { fed: boolean; callable: boolean }) {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-called-'));
  const settings = readSettings(SETTINGS);
  const whole = topology(settings);
  const plan: Topology = {
    ...whole,
    functions: whole.functions.map((fn) =>
      how.fed || fn.source.queue !== 'chunks'
        ? fn
        : // A queue into which nothing comes here.
          { ...fn, source: { ...fn.source, queue: 'retries' } },
    ),
  };
  const errors: Error[] = [];
  const onError = (error: Error) => void errors.push(error);
  const lines: Record<string, unknown>[] = [];
  const services = await openServices({ dir, port: 0, region: REGION, plan, parts: {}, onError });
  const { endpoint, clients, calls } = services;
  await deploy(clients, plan, REGION);
  const functions = startFunctions({
    ...{ plan, settings, endpoint, region: REGION, calls, onError },
    onLog: ({ line }) => void (line.startsWith('{') && lines.push(JSON.parse(line))),
  });
  if (how.callable) services.serve('lambda', functions.services.lambda!);
  await functions.start();
  const store = openStore(settings, clients);
  const chunks = queueNames(plan).chunks;
  const lambda = new LambdaClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    ...{ clients, errors, chunksUrl: queueUrl(endpoint, chunks) },
    said: (message: string) => lines.filter((line) => line.message === message),
    depth: () => queueDepth(clients.sqs, chunks),
    drop: (Key: string) =>
      clients.s3.send(new PutObjectCommand({ Bucket: settings.bucket, Key, Body: film })),
    async analysed(key: string): Promise<AnalysedVideo> {
      for (;;) {
        const item = await getImage(store, key);
        if (item?.status === 'analysed' && !item.pending) return item as AnalysedVideo;
        await setTimeout(20);
      }
    },
    async call() {
      const FunctionName = 'face-inbox-analyse-chunk';
      return lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(FETCH_CALL) }));
    },
    async stop() {
      lambda.destroy();
      await functions.stop();
      await services.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

test('they look at all of a film where the queue feeds nobody, and leave the queue empty', async (t) => {
  const inbox = await open({ fed: false, callable: true });
  t.teardown(inbox.stop);
  await inbox.drop('film.mp4');
  const { chunks, duration, missing } = await inbox.analysed('film.mp4');
  t.deepEqual({ chunks, duration, missing }, { chunks: PARTS, duration: 8, missing: undefined });
  // Each of the two that were called ends when it has found nothing for a second.
  while (inbox.said('fetched').length < 2) await setTimeout(20);
  t.is(
    inbox.said('fetched').reduce((sum, { parts }) => sum + Number(parts), 0),
    PARTS,
  );
  t.like(await inbox.depth(), { waiting: 0, atWork: 0 });
  t.deepEqual(inbox.errors, []);
});

test('no more are called than may be at work; whoever comes finds what is there', async (t) => {
  const inbox = await open({ fed: false, callable: true });
  t.teardown(inbox.stop);
  const { sqs } = inbox.clients;
  const QueueUrl = inbox.chunksUrl;
  // As if others were at work on two parts.
  const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: 'not there' }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
  );
  t.is(Messages.length, 2);
  await inbox.drop('film.mp4');
  while ((await inbox.depth()).waiting < PARTS) await setTimeout(20);
  // The line comes when the plan has called, or has not.
  while (!inbox.said('change').some(({ status }) => status === 'analysing')) await setTimeout(20);
  for (const { ReceiptHandle } of Messages)
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  t.deepEqual(await inbox.depth().then(({ waiting, atWork }) => ({ waiting, atWork })), {
    waiting: PARTS,
    atWork: 0,
  });
  t.is((await inbox.call()).FunctionError, undefined);
  t.deepEqual(
    inbox.said('fetched').map(({ parts }) => parts),
    [PARTS],
  );
  t.is((await inbox.analysed('film.mp4')).missing, undefined);
});

test('a message that fails stays in the queue, and comes back with its receives counted', async (t) => {
  const inbox = await open({ fed: false, callable: true });
  t.teardown(inbox.stop);
  const { sqs } = inbox.clients;
  const QueueUrl = inbox.chunksUrl;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'no part' }));
  t.is((await inbox.call()).FunctionError, undefined);
  t.is(inbox.said('A message failed and will be tried again').length, 1);
  t.like(await inbox.depth(), { waiting: 0, atWork: 1 });
  // After two seconds, as where the queue feeds it.
  const { Messages: [again] = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds: 10,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    }),
  );
  t.like(again, { Body: 'no part', Attributes: { ApproximateReceiveCount: '2' } });
});

test('where nobody can be called that is told, and the queue feeds those who look', async (t) => {
  const inbox = await open({ fed: true, callable: false });
  t.teardown(inbox.stop);
  await inbox.drop('film.mp4');
  t.like(await inbox.analysed('film.mp4'), { chunks: PARTS });
  // It is tried some times first, and meanwhile all can be done.
  while (inbox.said('Nobody was called to fetch parts of a video').length === 0) await setTimeout(20);
  t.deepEqual(inbox.said('fetched'), []);
});
