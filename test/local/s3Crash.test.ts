import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  AbortMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import test, { type ExecutionContext } from 'ava';
import { filesOf } from './filesOf.ts';
import { type History, openHistory } from './s3CrashHistory.ts';
import { isShared, write } from './s3CrashLoad.ts';
import { BUCKET, newDir, QUEUE, startS3 } from './s3Server.ts';

const Bucket = BUCKET;
const SERVER = fileURLToPath(new URL('./s3CrashingServer.ts', import.meta.url));
const ROUNDS = process.env.CI === 'true' ? 100 : 5;
const WRITERS = 8;
/** The kill falls anywhere in so many milliseconds from the first request on. */
const LONGEST_LIFE_MS = 600;
const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 2 ** 31);

test(`killed ${ROUNDS} times under ${WRITERS} clients, it has every object whole and every change told, in order`, async (t) => {
  t.timeout(300_000);
  t.log(`CRASH_SEED=${SEED}`);
  const dir = await newDir(t);
  const log = join(await newDir(t), 'delivered');
  await prepare(t, dir);
  const history = openHistory((key) => !isShared(key));
  const events = new DeliveredEvents(log, history);
  const random = mulberry32(SEED);

  for (let round = 0; round <= ROUNDS; round++) {
    const server = await startServer(t, dir, log);
    await server.settled;
    await events.read();
    await checkWhole(t, server.client, dir, history);
    if (round < ROUNDS) await crash(server, history, random, round);
    else server.child.kill('SIGKILL');
    await server.exited;
  }
  t.log(`${history.changes} changes were acknowledged`);
  t.true(history.changes > ROUNDS * 10);
});

async function prepare(t: ExecutionContext, dir: string): Promise<void> {
  const { client, s3, close } = await startS3(t, { dir });
  const Events = ['s3:ObjectCreated:*' as const, 's3:ObjectRemoved:*' as const];
  const NotificationConfiguration = { QueueConfigurations: [{ QueueArn: QUEUE, Events }] };
  await client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  await s3.settled();
  await close();
}

interface Server {
  child: ChildProcess;
  client: S3Client;
  /** What an earlier run left to deliver is delivered. */
  settled: Promise<unknown>;
  exited: Promise<unknown>;
}

async function startServer(t: ExecutionContext, dir: string, log: string): Promise<Server> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SERVER, dir, log], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const { value: port } = await lines.next();
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  return { child, client, settled: lines.next(), exited: exited.finally(() => client.destroy()) };
}

/** At a moment that has nothing to do with what is under way. */
async function crash(
  { child, client, exited }: Server,
  history: History,
  random: () => number,
  round: number,
) {
  const timer = setTimeout(() => child.kill('SIGKILL'), random() * LONGEST_LIFE_MS);
  const writers = Array.from({ length: WRITERS }, (_, i) => {
    const own = mulberry32(random() * 2 ** 32);
    return write({ client, history, random: own, name: String(i), round, isOver: () => child.killed });
  });
  await Promise.all(writers).finally(() => clearTimeout(timer));
  await exited;
  history.died();
}

/** Every object is whole and as the events say, and there is no file but theirs and those of open uploads' parts. */
async function checkWhole(
  t: ExecutionContext,
  client: S3Client,
  dir: string,
  history: History,
): Promise<void> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
  const present = new Map<string, string>();
  for (const { Key, ETag } of Contents) {
    const etag = ETag!.replaceAll('"', '');
    present.set(Key!, etag);
    if ((await etagOf(client, Key!, etag)) !== etag) t.fail(`the body of ${Key} is not that of ${etag}`);
  }
  t.notThrows(() => history.check(present));

  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
  let parts = 0;
  for (const { Key, UploadId } of Uploads) {
    const listed = await client.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    parts += listed.Parts?.length ?? 0;
  }
  t.is((await filesOf(dir)).length, Contents.length + parts, 'no body without an object, none missing');
  for (const { Key, UploadId } of Uploads) {
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  }
}

/** The ETag that the body of this object should have, in as many parts as the one that it has. */
async function etagOf(client: S3Client, Key: string, etag: string): Promise<string> {
  const count = Number(etag.split('-')[1] ?? 0);
  if (count === 0) return md5Of(client, { Key }).then((digest) => digest.toString('hex'));
  const hash = createHash('md5');
  for (let PartNumber = 1; PartNumber <= count; PartNumber++)
    hash.update(await md5Of(client, { Key, PartNumber }));
  return `${hash.digest('hex')}-${count}`;
}

async function md5Of(client: S3Client, input: { Key: string; PartNumber?: number }): Promise<Buffer> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, ...input }));
  return createHash('md5')
    .update(await Body!.transformToByteArray())
    .digest();
}

/** The file that the killed processes wrote, one message a line. */
class DeliveredEvents {
  private offset = 0;
  private readonly file: string;
  private readonly history: History;

  constructor(file: string, history: History) {
    this.file = file;
    this.history = history;
  }

  async read(): Promise<void> {
    const handle = await open(this.file, 'a+');
    try {
      const { size } = await handle.stat();
      const { buffer } = await handle.read(
        Buffer.alloc(size - this.offset),
        0,
        size - this.offset,
        this.offset,
      );
      this.offset = size;
      const lines = buffer
        .toString()
        .split('\n')
        .filter((line) => line !== '');
      const whole = lines.map(messageIn).filter((message) => message !== undefined);
      if (whole.length < lines.length - 1)
        throw new Error(`Lines of ${this.file} are broken, and one kill cuts one.`);
      for (const { Records } of whole) for (const event of Records) this.history.delivered(event);
    } finally {
      await handle.close();
    }
  }
}

/** Undefined for one that the kill has cut, as it may at the end of a page: it was not acknowledged, and comes again. */
function messageIn(line: string): { Records: Parameters<History['delivered']>[0][] } | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Public domain, by Tommy Ettinger: 32 bits of state, numbers from 0 to 1. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
