import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { Change, History } from './s3CrashHistory.ts';
import { BUCKET, bytes } from './s3Server.ts';

const Bucket = BUCKET;
const MiB = 1024 ** 2;
/** All bodies are cut from it, behind a line of their own. */
const RAW = bytes(5 * MiB);

/** Keys that all clients change at once. */
const SHARED = ['hot/1', 'hot/2', 'hot/3'];
const OWN = 3;

export const isShared = (key: string) => SHARED.includes(key);

const md5 = (data: Buffer) => createHash('md5').update(data);

export interface Writer {
  client: S3Client;
  history: History;
  /** 0 to 1, from a seed. */
  random(): number;
  /** Of no other writer at the same time. */
  name: string;
  /** Of no other round. */
  round: number;
  isOver(): boolean;
}

/** Puts, overwrites, copies, completes and deletes until it is over; what fails before that is thrown. */
export async function write(writer: Writer): Promise<void> {
  for (let turn = 0; !writer.isOver(); turn++) {
    try {
      await change(writer, `${writer.round} ${writer.name} ${turn}\n`);
    } catch (error) {
      if (!writer.isOver()) throw error;
    }
  }
}

async function change(writer: Writer, line: string): Promise<void> {
  const { random, name } = writer;
  const key =
    random() < 0.4
      ? SHARED[Math.floor(random() * SHARED.length)]!
      : `own/${name}/${Math.floor(random() * OWN)}`;
  const kind = random();
  if (kind < 0.4) await put(writer, key, body(line, random));
  else if (kind < 0.6) await copy(writer, key, line);
  else if (kind < 0.8) await inParts(writer, key, line);
  else await remove(writer, key);
}

/** Mostly small, so that much happens; some large, so that a kill falls into their bytes. */
function body(line: string, random: () => number): Buffer {
  const size = random() < 0.2 ? random() * 2 * MiB : random() * 20_000;
  return Buffer.concat([Buffer.from(line), RAW.subarray(0, Math.floor(size))]);
}

async function put({ client, history }: Writer, Key: string, Body: Buffer): Promise<string> {
  const etag = md5(Body).digest('hex');
  await tell(history, [history.began(Key, etag, Body.length)], () =>
    client.send(new PutObjectCommand({ Bucket, Key, Body })),
  );
  return etag;
}

/** Of a source of the writer's own that is new each time, so that its ETag tells this change from all others. */
async function copy(writer: Writer, Key: string, line: string): Promise<void> {
  const { client, history, random, name } = writer;
  const source = `source/${name}`;
  const Body = body(line, random);
  const etag = await put(writer, source, Body);
  const CopySource = `${BUCKET}/${source}`;
  await tell(history, [history.began(Key, etag, Body.length)], () =>
    client.send(new CopyObjectCommand({ Bucket, Key, CopySource })),
  );
}

async function inParts(writer: Writer, Key: string, line: string): Promise<void> {
  const { client, history, random, name } = writer;
  const last = body(line, random);
  // A first part must have 5 MiB: seldom, as it is slow.
  const bodies = random() < 0.15 ? [RAW, last] : [last];
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const upload = { Bucket, Key, UploadId };
  if (random() < 0.1) {
    await client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: last }));
    await client.send(new AbortMultipartUploadCommand(upload));
    return;
  }
  const Parts: CompletedPart[] = [];
  for (const [i, Body] of bodies.entries()) {
    const part = { ...upload, PartNumber: i + 1 };
    if (Body === last && random() < 0.3) {
      await put(writer, `source/${name}`, Body);
      const copied = new UploadPartCopyCommand({ ...part, CopySource: `${BUCKET}/source/${name}` });
      Parts.push({ PartNumber: i + 1, ETag: (await client.send(copied)).CopyPartResult?.ETag });
    } else {
      const { ETag } = await client.send(new UploadPartCommand({ ...part, Body }));
      Parts.push({ PartNumber: i + 1, ETag });
    }
  }
  const hash = createHash('md5');
  for (const one of bodies) hash.update(md5(one).digest());
  const size = bodies.reduce((sum, one) => sum + one.length, 0);
  await tell(history, [history.began(Key, `${hash.digest('hex')}-${bodies.length}`, size)], () =>
    client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } })),
  );
}

async function remove({ client, history, random, name }: Writer, Key: string): Promise<void> {
  if (random() < 0.7) {
    await tell(history, [history.began(Key, undefined, 0)], () =>
      client.send(new DeleteObjectCommand({ Bucket, Key })),
    );
    return;
  }
  const keys = [
    Key,
    ...Array.from({ length: OWN }, (_, i) => `own/${name}/${i}`).filter((key) => key !== Key),
  ];
  const changes = keys.map((key) => history.began(key, undefined, 0));
  const Objects = keys.map((key) => ({ Key: key }));
  await tell(history, changes, () => client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } })));
}

async function tell(history: History, changes: Change[], request: () => Promise<unknown>): Promise<void> {
  await request();
  for (const change of changes) history.acknowledged(change);
}
