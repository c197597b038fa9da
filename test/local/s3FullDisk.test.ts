import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import test from 'ava';
import { startChild } from './s3Child.ts';
import { BUCKET, bytes, failure, newDir } from './s3Server.ts';
import { onSmallDisk, withDisk } from './smallDisk.ts';

const Bucket = BUCKET;
const MiB = 1024 ** 2;
const DISK_MB = 16;

const put = (client: S3Client, Key: string, Body: Buffer) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body }));

const read = async (client: S3Client, Key: string) => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from(await Body!.transformToByteArray());
};

withDisk(
  'a full disk is an error to the client that fills it; all others go on, and room made is room again',
  async (t) => {
    const dir = await newDir(t);
    const { client, files } = await startChild(t, dir, onSmallDisk(dir, DISK_MB));
    const kept = bytes(4 * MiB);
    await put(client, 'kept', kept);
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }));
    const part = { Bucket, Key: 'parts', UploadId, PartNumber: 1 };
    const full = { code: 'InternalError', status: 500 };
    t.deepEqual(await failure(t, put(client, 'kept', bytes(16 * MiB, 2))), full);
    t.deepEqual(
      await failure(t, client.send(new UploadPartCommand({ ...part, Body: bytes(16 * MiB) }))),
      full,
    );
    const error = await t.throwsAsync(put(client, 'new', bytes(16 * MiB)));
    t.regex(error!.message, /ENOSPC/);
    t.is((await files()).length, 1, 'nothing of it stays');
    t.true(kept.equals(await read(client, 'kept')), 'the old object is whole');
    const small = bytes(10_000);
    await Promise.all([
      failure(t, put(client, 'new', bytes(16 * MiB, 3))),
      ...['a', 'b', 'c'].map((key) => put(client, key, small)),
    ]);

    // To the last byte, in small objects: until SQLite too has no room.
    let count = 0;
    let refused = 0;
    for (; refused < 3; count++) {
      await put(client, `fill/${count}`, bytes(100_000, count)).catch(() => refused++);
    }
    t.true(count > 50);
    t.true(kept.equals(await read(client, 'kept')));
    for (const key of ['a', 'b', 'c']) t.true(small.equals(await read(client, key)));
    for (let i = 0; i < 20; i++) await client.send(new DeleteObjectCommand({ Bucket, Key: `fill/${i}` }));
    await put(client, 'new', bytes(MiB, 4));
    t.true(bytes(MiB, 4).equals(await read(client, 'new')));
  },
);

test('a file that the system does not let grow is an error to its client alone', async (t) => {
  if (process.platform === 'win32') return t.pass('there are no limits of this kind');
  const blocks = 4096; // of 512 bytes
  const limited = (command: string[]) => ['sh', '-c', `ulimit -f ${blocks} && exec "$@"`, 'sh', ...command];
  const { client, files } = await startChild(t, await newDir(t), limited);
  const small = bytes(MiB);
  await put(client, 'kept', small);
  const [large] = await Promise.all([
    failure(t, put(client, 'kept', bytes(3 * MiB, 2))),
    ...['a', 'b', 'c'].map((key) => put(client, key, small)),
  ]);
  t.deepEqual(large, { code: 'InternalError', status: 500 });
  for (const key of ['kept', 'a', 'b', 'c']) t.true(small.equals(await read(client, key)));
  t.is((await files()).length, 4);
});
