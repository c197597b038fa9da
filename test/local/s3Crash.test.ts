import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import test from 'ava';
import { BUCKET, bytes, filesOf, newDir, QUEUE, startS3 } from './s3Server.ts';

const Bucket = BUCKET;
const SERVER = fileURLToPath(new URL('./s3CrashingServer.ts', import.meta.url));
const ROUNDS = 5;
const WRITERS = 6;

/** One change of one key: the ETag that it leaves there, undefined for a delete. */
interface Step {
  key: string;
  etag: string | undefined;
  acknowledged: boolean;
}

const md5 = (data: Buffer) => createHash('md5').update(data).digest();

test('after kill -9 every object is whole, nothing is orphaned and every acknowledged change was delivered', async (t) => {
  const dir = await newDir(t);
  const log = join(await newDir(t), 'delivered');
  const prepared = await startS3(t, { dir });
  await prepared.client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: {
        QueueConfigurations: [{ QueueArn: QUEUE, Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] }],
      },
    }),
  );
  await prepared.s3.settled();
  await prepared.close();

  const steps: Step[] = [];
  for (let round = 0; round < ROUNDS; round++) await crash(dir, log, steps, round);

  const { client, s3, delivered, files } = await startS3(t, { dir, bucket: false });
  await s3.settled();
  const inChild = (await readFile(log, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const events = [...inChild, ...delivered.map(({ message }) => message)].flatMap(({ Records }) => Records);
  t.true(steps.filter(({ acknowledged }) => acknowledged).length > ROUNDS * 10);

  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
  for (const { Key, ETag } of Contents) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    const data = Buffer.from(await Body!.transformToByteArray());
    const whole = md5(data).toString('hex');
    t.is(
      ETag,
      `"${Key!.startsWith('multi') ? `${md5(md5(data)).toString('hex')}-1` : whole}"`,
      'the body is whole',
    );
  }
  for (const key of new Set(steps.map((step) => step.key))) {
    const own = steps.filter((step) => step.key === key);
    const now = Contents.find(({ Key }) => Key === key)?.ETag?.replaceAll('"', '');
    const last = own.findLastIndex(({ acknowledged }) => acknowledged);
    t.true(own.slice(Math.max(last, 0)).some(({ etag }) => etag === now) || last < 0, `${key} is old or new`);

    const told = events.filter((event) => event.s3.object.key === key);
    const sequencers = [...new Set(told.map((event) => event.s3.object.sequencer as string))];
    t.deepEqual(sequencers, [...sequencers].sort(), 'first deliveries are in order');
    for (const { etag, acknowledged } of own) {
      if (!acknowledged) continue;
      t.true(
        told.some((event) => event.s3.object.eTag === etag),
        `${key} ${etag} was delivered`,
      );
    }
    t.true(
      told.every((event) => own.some(({ etag }) => etag === event.s3.object.eTag)),
      'no event without a change',
    );
    t.is(told.at(-1)?.s3.object.eTag, now, 'the last event tells how things are');
  }

  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
  let parts = 0;
  for (const { Key, UploadId } of Uploads) {
    const listed = await client.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    parts += listed.Parts?.length ?? 0;
  }
  t.is((await files()).length, Contents.length + parts);
  t.is((await filesOf(dir)).length, Contents.length + parts);
});

/** Writers, each with keys of its own, until so many changes are acknowledged that the process is killed. */
async function crash(dir: string, log: string, steps: Step[], round: number): Promise<void> {
  const child = spawn(process.execPath, [SERVER, dir, log], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port.toString().trim()}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  let left = 20 + Math.floor(Math.random() * 40);
  const acknowledge = (step: Step) => {
    step.acknowledged = true;
    if (--left === 0) child.kill('SIGKILL');
  };
  await Promise.all(
    Array.from({ length: WRITERS }, (_, writer) =>
      write(client, child, steps, `${round}-${writer}`, writer, acknowledge),
    ),
  );
  client.destroy();
  await exited;
}

async function write(
  client: S3Client,
  child: ChildProcess,
  steps: Step[],
  seed: string,
  writer: number,
  acknowledge: (step: Step) => void,
): Promise<void> {
  for (let i = 0; !child.killed; i++) {
    const step: Step = { key: `key-${writer}-${i % 3}`, etag: undefined, acknowledged: false };
    const data = Buffer.concat([Buffer.from(`${seed} ${i} `), bytes(1 + ((i * 37_777) % 400_000), i + 1)]);
    try {
      if (i % 7 === 6) await multipart(client, steps, { ...step, key: `multi-${writer}` }, data, acknowledge);
      else if (i % 5 === 4) {
        steps.push(step);
        await client.send(new DeleteObjectCommand({ Bucket, Key: step.key }));
        acknowledge(step);
      } else {
        step.etag = md5(data).toString('hex');
        steps.push(step);
        await client.send(new PutObjectCommand({ Bucket, Key: step.key, Body: data }));
        acknowledge(step);
      }
    } catch (error) {
      if (!child.killed) throw error;
    }
  }
}

async function multipart(
  client: S3Client,
  steps: Step[],
  step: Step,
  data: Buffer,
  acknowledge: (step: Step) => void,
): Promise<void> {
  const { key: Key } = step;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const part = { Bucket, Key, UploadId, PartNumber: 1 };
  const { ETag } = await client.send(new UploadPartCommand({ ...part, Body: data }));
  step.etag = `${md5(md5(data)).toString('hex')}-1`;
  steps.push(step);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
  acknowledge(step);
}
