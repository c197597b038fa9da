import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import test from 'ava';
import { BUCKET, bytes, failure, startS3 } from './s3Server.ts';

const Bucket = BUCKET;
const Key = 'film.mp4';
const MiB = 1024 ** 2;

const md5 = (data: Buffer) => createHash('md5').update(data).digest();

async function begin(
  client: S3Client,
  more: Partial<CreateMultipartUploadCommandInput> = {},
): Promise<string> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  return UploadId!;
}

async function send(
  client: S3Client,
  UploadId: string,
  PartNumber: number,
  Body: Buffer,
): Promise<CompletedPart> {
  const sent = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
  const { ETag, ChecksumCRC32 } = sent;
  return { PartNumber, ETag, ChecksumCRC32 };
}

const complete = (
  client: S3Client,
  UploadId: string,
  Parts: CompletedPart[] | undefined,
  more: object = {},
) =>
  client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }),
  );

test('20 MB in parts become one object, and the parts can be read singly', async (t) => {
  const { client, files } = await startS3(t);
  const chunks = [bytes(8 * MiB, 1), bytes(8 * MiB, 2), bytes(4 * MiB, 3)];
  const UploadId = await begin(client, { ContentType: 'video/mp4', Metadata: { a: 'b' } });
  // Out of order, and one of them twice.
  await send(client, UploadId, 7, bytes(1000, 9));
  const last = await send(client, UploadId, 7, chunks[2]!);
  const first = await send(client, UploadId, 1, chunks[0]!);
  const second = await send(client, UploadId, 2, chunks[1]!);
  t.is((await files()).length, 3);

  const listed = await client.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 2 }));
  t.like(listed, { IsTruncated: true, NextPartNumberMarker: '2', MaxParts: 2 });
  t.deepEqual(
    listed.Parts?.map(({ PartNumber, Size, ETag }) => [PartNumber, Size, ETag]),
    [
      [1, 8 * MiB, first.ETag],
      [2, 8 * MiB, second.ETag],
    ],
  );
  const more = new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker: '2' });
  t.deepEqual(
    (await client.send(more)).Parts?.map(({ PartNumber }) => PartNumber),
    [7],
  );

  const done = await complete(client, UploadId, [first, second, last]);
  const etag = `"${md5(Buffer.concat(chunks.map(md5))).toString('hex')}-3"`;
  t.like(done, { ETag: etag, Bucket, Key });
  t.is((await files()).length, 1);
  const whole = Buffer.concat(chunks);
  const got = await client.send(new GetObjectCommand({ Bucket, Key }));
  t.like(got, { ETag: etag, ContentLength: whole.length, ContentType: 'video/mp4', Metadata: { a: 'b' } });
  t.true(whole.equals(await got.Body!.transformToByteArray()));

  const part = await client.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
  t.like(part, { PartsCount: 3, ContentRange: `bytes ${8 * MiB}-${16 * MiB - 1}/${20 * MiB}` });
  t.true(chunks[1]!.equals(await part.Body!.transformToByteArray()));
  const none = await failure(t, client.send(new GetObjectCommand({ Bucket, Key, PartNumber: 4 })));
  t.deepEqual(none, { code: 'InvalidPart', status: 400 });

  t.is(
    (await complete(client, UploadId, [first, second, last])).ETag,
    etag,
    'the answer may be asked for again',
  );
  await client.send(new PutObjectCommand({ Bucket, Key, Body: 'other' }));
  t.is((await failure(t, complete(client, UploadId, [first, second, last]))).code, 'NoSuchUpload');
});

test('what cannot be completed is refused, and the upload can still be completed', async (t) => {
  const { client, files } = await startS3(t);
  const UploadId = await begin(client);
  const small = await send(client, UploadId, 1, bytes(5 * MiB - 1));
  const big = await send(client, UploadId, 2, bytes(5 * MiB, 2));
  const end = await send(client, UploadId, 3, bytes(1, 3));
  const refused = async (Parts: CompletedPart[] | undefined, more: object = {}) => {
    const { code, status } = await failure(t, complete(client, UploadId, Parts, more));
    return [code, status];
  };
  t.deepEqual(await refused([small, big]), ['EntityTooSmall', 400]);
  t.deepEqual(await refused([end, big]), ['InvalidPartOrder', 400]);
  t.deepEqual(await refused([end, big, end]), ['InvalidPartOrder', 400]);
  t.deepEqual(await refused([big, { PartNumber: 9, ETag: end.ETag! }]), ['InvalidPart', 400]);
  t.deepEqual(await refused([{ PartNumber: 2, ETag: end.ETag! }]), ['InvalidPart', 400]);
  t.deepEqual(await refused([]), ['MalformedXML', 400]);
  t.deepEqual(await refused([big, end], { MpuObjectSize: 7 }), ['InvalidRequest', 400]);
  t.deepEqual(await refused([big, end], { IfMatch: '"0"' }), ['NoSuchKey', 404]);
  t.is((await files()).length, 3);

  await client.send(new PutObjectCommand({ Bucket, Key, Body: 'there' }));
  t.deepEqual(await refused([big, end], { IfNoneMatch: '*' }), ['PreconditionFailed', 412]);
  await complete(client, UploadId, [big, end], { MpuObjectSize: 5 * MiB + 1 });
  t.is((await files()).length, 1);
});

test('an upload that is aborted, unknown or of another key is NoSuchUpload', async (t) => {
  const { client, files } = await startS3(t);
  const UploadId = await begin(client);
  const part = await send(client, UploadId, 1, bytes(1000));
  const other = new UploadPartCommand({ Bucket, Key: 'other', UploadId, PartNumber: 1, Body: 'x' });
  t.is((await failure(t, client.send(other))).code, 'NoSuchUpload');
  await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  const after = [
    () => send(client, UploadId, 1, bytes(10)),
    () => complete(client, UploadId, [part]),
    () => client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })),
    () => client.send(new ListPartsCommand({ Bucket, Key, UploadId })),
  ];
  for (const work of after) t.deepEqual(await failure(t, work()), { code: 'NoSuchUpload', status: 404 });
  t.deepEqual(await files(), []);
  const open = await begin(client);
  for (const number of [0, 10_001]) {
    t.is((await failure(t, send(client, open, number, bytes(10)))).code, 'InvalidArgument');
  }
});

test('a part can be copied from an object, whole or a range of it', async (t) => {
  const { client } = await startS3(t);
  const source = bytes(6 * MiB);
  await client.send(new PutObjectCommand({ Bucket, Key: 'source ä', Body: source }));
  const CopySource = `/${BUCKET}/${encodeURIComponent('source ä')}`;
  const UploadId = await begin(client);
  const copy = (PartNumber: number, CopySourceRange?: string) =>
    client.send(
      new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber, CopySource, CopySourceRange }),
    );
  const whole = await copy(1);
  const range = await copy(2, 'bytes=10-19');
  for (const wrong of ['bytes=5-', 'bytes=-5', 'bytes=9-3']) {
    t.is((await failure(t, copy(3, wrong))).code, 'InvalidArgument', wrong);
  }
  t.is((await failure(t, copy(3, 'bytes=0-6291456'))).code, 'InvalidRange');
  await complete(client, UploadId, [
    { PartNumber: 1, ...whole.CopyPartResult },
    { PartNumber: 2, ...range.CopyPartResult },
  ]);
  const got = await client.send(new GetObjectCommand({ Bucket, Key }));
  t.true(Buffer.concat([source, source.subarray(10, 20)]).equals(await got.Body!.transformToByteArray()));
});

const otherFirst = (sum: string) => sum.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'));

for (const [ChecksumAlgorithm, ChecksumType] of [
  ['SHA1', 'COMPOSITE'],
  ['SHA256', 'COMPOSITE'],
  ['CRC32', 'COMPOSITE'],
  ['CRC32C', 'COMPOSITE'],
  ['CRC32', 'FULL_OBJECT'],
  ['CRC32C', 'FULL_OBJECT'],
  ['CRC64NVME', 'FULL_OBJECT'],
] as const) {
  test(`${ChecksumAlgorithm} of parts and of the whole object is verified, as ${ChecksumType}`, async (t) => {
    const { clientWith } = await startS3(t);
    const client = clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    const chunks = [bytes(5 * MiB, 1), bytes(100, 2)];
    const field = `Checksum${ChecksumAlgorithm}` as const;
    // The client cannot compute CRC64NVME without a package of its own: the server does.
    const own = ChecksumAlgorithm === 'CRC64NVME' ? undefined : ChecksumAlgorithm;
    const UploadId = await begin(client, { ChecksumAlgorithm, ChecksumType });
    const Parts: CompletedPart[] = [];
    for (const [i, Body] of chunks.entries()) {
      const input = { Bucket, Key, UploadId, PartNumber: i + 1, Body };
      const sent = await client.send(
        new UploadPartCommand({ ...input, ...(own && { ChecksumAlgorithm: own }) }),
      );
      t.truthy(sent[field]);
      Parts.push({ PartNumber: i + 1, ETag: sent.ETag, [field]: sent[field] });
      const wrong = { ...input, [field]: otherFirst(sent[field]!) };
      t.is((await failure(t, client.send(new UploadPartCommand(wrong)))).code, 'BadDigest');
      const other = ChecksumAlgorithm === 'SHA1' ? 'CRC32' : 'SHA1';
      const mixed = new UploadPartCommand({ ...input, ChecksumAlgorithm: other });
      t.is((await failure(t, client.send(mixed))).code, 'InvalidRequest');
    }
    const refused = async (parts: CompletedPart[], more: object = {}) =>
      (await failure(t, complete(client, UploadId, parts, more))).code;
    t.is(await refused([{ ...Parts[0], [field]: Parts[1]![field] }, Parts[1]!]), 'InvalidPart');
    t.is(await refused(Parts, { [field]: otherFirst(Parts[0]![field]!) }), 'BadDigest');
    const otherType = ChecksumType === 'COMPOSITE' ? 'FULL_OBJECT' : 'COMPOSITE';
    t.is(await refused(Parts, { ChecksumType: otherType }), 'BadDigest');
    t.is(await refused(Parts, { ChecksumSHA512: 'A' }), 'InvalidRequest');

    const done = await complete(client, UploadId, Parts);
    t.is(done.ChecksumType, ChecksumType);
    t.is(/-2$/.test(done[field]!), ChecksumType === 'COMPOSITE');
    const again = await begin(client, { ChecksumAlgorithm, ChecksumType });
    for (const [i, Body] of chunks.entries()) await send(client, again, i + 1, Body);
    await complete(client, again, Parts, { ChecksumType, [field]: done[field] });
    const head = await client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    t.is(head[field], done[field]);
    const got = await client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    t.true(Buffer.concat(chunks).equals(await got.Body!.transformToByteArray())); // the SDK verifies it
    for (const [i, Body] of chunks.entries()) {
      const input = { Bucket, Key, PartNumber: i + 1, ChecksumMode: 'ENABLED' as const };
      const part = await client.send(new GetObjectCommand(input));
      t.is(part[field], Parts[i]![field]);
      t.true(Body.equals(await part.Body!.transformToByteArray()));
    }
  });
}

test('an upload without an algorithm may be completed with a checksum of the whole, which is verified', async (t) => {
  const { clientWith } = await startS3(t);
  const client = clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  const UploadId = await begin(client);
  const Parts = [await send(client, UploadId, 1, Buffer.from('12345'))];
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32('12345'));
  const ChecksumCRC32 = sum.toString('base64');
  const refused = async (more: object) => (await failure(t, complete(client, UploadId, Parts, more))).code;
  t.is(await refused({ ChecksumCRC32: otherFirst(ChecksumCRC32) }), 'BadDigest');
  t.is(await refused({ ChecksumSHA1: 'A' }), 'InvalidRequest');
  const done = await complete(client, UploadId, Parts, { ChecksumCRC32 });
  t.deepEqual([done.ChecksumCRC32, done.ChecksumType], [ChecksumCRC32, 'FULL_OBJECT']);
});

test('of two completions at once both succeed with one object', async (t) => {
  const { client, files, delivered, s3 } = await startS3(t);
  const UploadId = await begin(client);
  const parts = [
    await send(client, UploadId, 1, bytes(6 * MiB)),
    await send(client, UploadId, 2, bytes(6 * MiB, 2)),
  ];
  const [a, b] = await Promise.all([complete(client, UploadId, parts), complete(client, UploadId, parts)]);
  t.is(a.ETag, b.ETag);
  await s3.settled();
  t.deepEqual(delivered, []);
  t.is((await files()).length, 1);
});

test('a client that waits long for a completion or a copy is kept waiting with blanks, and told of a late error', async (t) => {
  const { client, url } = await startS3(t, { patienceMs: 1 });
  const UploadId = await begin(client);
  const parts = [
    await send(client, UploadId, 1, bytes(10 * MiB)),
    await send(client, UploadId, 2, bytes(10 * MiB, 2)),
  ];
  const wrong = await failure(t, complete(client, UploadId, parts, { MpuObjectSize: 7 }));
  t.is(wrong.code, 'InvalidRequest'); // the SDK makes a 503 of its 200
  const list = parts.map(
    ({ PartNumber, ETag }) => `<Part><PartNumber>${PartNumber}</PartNumber><ETag>${ETag}</ETag></Part>`,
  );
  const raw = await fetch(`${url}/${BUCKET}/${Key}?uploadId=${UploadId}`, {
    method: 'POST',
    body: `<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`,
  });
  t.regex(await raw.text(), /^<\?xml [^>]*>\n +<CompleteMultipartUploadResult /);
  const copy = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${BUCKET}/${Key}` });
  const { CopyObjectResult } = await client.send(copy);
  const got = await client.send(new HeadObjectCommand({ Bucket, Key: 'copy' }));
  t.deepEqual([got.ETag, got.ContentLength], [CopyObjectResult?.ETag, 20 * MiB]);
});

test('of If-Match and If-None-Match of a completion the object that is there decides', async (t) => {
  const { client } = await startS3(t);
  const attempt = async (body: string, more: object) => {
    const UploadId = await begin(client);
    const part = await send(client, UploadId, 1, Buffer.from(body));
    try {
      return (await complete(client, UploadId, [part], more)).ETag!;
    } catch (error) {
      return (error as Error).name;
    }
  };
  t.is(await attempt('1', { IfMatch: '*' }), 'NoSuchKey');
  t.is(await attempt('1', { IfMatch: '"other"' }), 'NoSuchKey');
  const first = await attempt('1', { IfNoneMatch: '*' });
  t.regex(first, /-1"$/);
  t.is(await attempt('2', { IfNoneMatch: '*' }), 'PreconditionFailed');
  t.is(await attempt('2', { IfNoneMatch: first }), 'PreconditionFailed');
  t.is(await attempt('2', { IfMatch: '"other"' }), 'PreconditionFailed');
  const second = await attempt('2', { IfMatch: first });
  t.is(await attempt('3', { IfMatch: first }), 'PreconditionFailed');
  t.regex(await attempt('3', { IfMatch: '*' }), /-1"$/);
  t.regex(await attempt('4', { IfNoneMatch: second }), /-1"$/);
  const racers = await Promise.all(
    ['a', 'b', 'c', 'd'].map((one) => attempt(one, { IfMatch: '*', IfNoneMatch: '"x"' })),
  );
  t.is(racers.filter((one) => one.endsWith('-1"')).length, 4);
  await client.send(new DeleteObjectCommand({ Bucket, Key }));
  const news = await Promise.all(['a', 'b', 'c', 'd'].map((one) => attempt(one, { IfNoneMatch: '*' })));
  t.is(news.filter((one) => one.endsWith('-1"')).length, 1);
});
