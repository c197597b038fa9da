import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteBucketCommand } from '@aws-sdk/client-s3';
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import test from 'ava';
import { queueUrl } from '../../local/deploy.ts';
import { startStack } from '../support/startStack.ts';
import { filmed, filmOf, GREY } from './film.ts';

test('a data folder of before there were videos has what they need after the next start, and one that stops goes on', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-films-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  let stack = await startStack({}, folder);
  const stop = () => stack.stop();
  t.teardown(() => stop().catch(() => {}));
  const { db, sqs, s3 } = stack.clients;
  await db.send(new DeleteTableCommand({ TableName: stack.store.names.chunks }));
  for (const name of ['face-inbox-videos', 'face-inbox-chunks'])
    await sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl(stack.endpoint, name) }));
  await s3.send(new DeleteBucketCommand({ Bucket: stack.store.results.bucket }));
  await stack.stop();

  stack = await startStack({ VIDEO_CHUNK_SECONDS: '1', VIDEO_FRAMES: '5' }, folder);
  const film = await filmOf([{ seconds: 5, picture: GREY }]);
  const { item } = await filmed(stack, 'grey.mp4', film);
  t.like(item, { duration: 5, chunks: 5, frames: 25, trackCount: 0 });
  t.is(item.people, undefined);

  // Stopped while it is looked at, it goes on after the next start.
  await stack.drop('late.mp4', film);
  while ((await stack.settled('late.mp4'))?.status !== 'analysing');
  await stack.stop();
  stack = await startStack({ VIDEO_CHUNK_SECONDS: '1' }, folder);
  let late = await stack.settled('late.mp4');
  while (late?.status === 'analysing') late = await stack.settled('late.mp4');
  t.like(late, { status: 'analysed', kind: 'video', duration: 5 });
});
