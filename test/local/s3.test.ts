import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import test from 'ava';
import { openS3 } from '../../local/s3/openS3.ts';
import { BUCKET, bytes, failure, startS3 } from './s3Server.ts';

const Bucket = BUCKET;

test('a bucket is created, found, listed and deleted, and creating it again is no error', async (t) => {
  const { client } = await startS3(t);
  await client.send(new CreateBucketCommand({ Bucket: 'second.one' }));
  await client.send(new CreateBucketCommand({ Bucket: 'second.one' }));
  const { Buckets } = await client.send(new ListBucketsCommand({}));
  t.deepEqual(
    Buckets?.map(({ Name }) => Name),
    [BUCKET, 'second.one'],
  );
  t.true(Buckets?.[0]?.CreationDate instanceof Date);
  const first = await client.send(new ListBucketsCommand({ MaxBuckets: 1 }));
  const rest = await client.send(new ListBucketsCommand({ ContinuationToken: first.ContinuationToken }));
  t.deepEqual([first.Buckets?.length, rest.Buckets?.[0]?.Name], [1, 'second.one']);

  const head = await client.send(new HeadBucketCommand({ Bucket }));
  t.is(head.BucketRegion, 'us-east-1');
  t.is((await client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint, undefined);
  t.is((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status, undefined);

  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
  t.deepEqual(await failure(t, client.send(new DeleteBucketCommand({ Bucket }))), {
    code: 'BucketNotEmpty',
    status: 409,
  });
  await client.send(new DeleteBucketCommand({ Bucket: 'second.one' }));
  t.is((await failure(t, client.send(new HeadBucketCommand({ Bucket: 'second.one' })))).status, 404);
  t.is(
    (await failure(t, client.send(new ListObjectsV2Command({ Bucket: 'second.one' })))).code,
    'NoSuchBucket',
  );
});

test('a bucket name that breaks the rules is refused', async (t) => {
  const { url } = await startS3(t);
  for (const name of [
    'ab',
    'Upper',
    'under_score',
    '-a-',
    'a..b',
    '192.168.1.1',
    'xn--abc',
    'x'.repeat(64),
  ]) {
    const response = await fetch(`${url}/${name}`, { method: 'PUT' });
    t.is(response.status, 400, name);
    t.regex(await response.text(), /<Code>InvalidBucketName<\/Code>/);
  }
});

for (const forcePathStyle of [true, false]) {
  test(`an object comes back as it was put, with its headers (forcePathStyle ${forcePathStyle})`, async (t) => {
    const server = await startS3(t);
    // Not every resolver knows the names below localhost.
    const lookup: LookupFunction = (_host, options, done) =>
      options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
    const requestHandler = { httpAgent: new Agent({ lookup }) };
    const endpoint = `http://localhost:${server.port}`;
    const client = server.clientWith({ endpoint, forcePathStyle, requestHandler });
    const Body = bytes(300_000);
    const headers = {
      ContentType: 'image/jpeg',
      ContentDisposition: 'attachment; filename="a.jpg"',
      ContentLanguage: 'de',
      ContentEncoding: 'identity',
      CacheControl: 'max-age=3',
      Metadata: { camera: 'x100', empty: '' },
    };
    const Expires = new Date('2030-01-02T03:04:05Z');
    const put = await client.send(
      new PutObjectCommand({ Bucket, Key: 'party/a.jpg', Body, ...headers, Expires }),
    );
    t.is(put.ETag, `"${createHash('md5').update(Body).digest('hex')}"`);

    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'party/a.jpg' }));
    t.deepEqual(Buffer.from(await got.Body!.transformToByteArray()), Body);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'party/a.jpg' }));
    for (const reply of [got, head]) {
      t.like(reply, { ...headers, ETag: put.ETag!, ContentLength: Body.length, AcceptRanges: 'bytes' });
      t.is(reply.ExpiresString, Expires.toUTCString());
      t.true(Math.abs(reply.LastModified!.getTime() - Date.now()) < 60_000);
    }
    t.regex(got.$metadata.requestId!, /^[0-9A-F]{16}$/);

    await client.send(new DeleteObjectCommand({ Bucket, Key: 'party/a.jpg' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'party/a.jpg' }));
    const gone = await failure(t, client.send(new GetObjectCommand({ Bucket, Key: 'party/a.jpg' })));
    t.deepEqual(gone, { code: 'NoSuchKey', status: 404 });
    t.is((await failure(t, client.send(new HeadObjectCommand({ Bucket, Key: 'party/a.jpg' })))).status, 404);
  });
}

test('any key is kept as it is and never becomes a path', async (t) => {
  const { client, url, dir, files } = await startS3(t);
  const keys = [
    'a b', 'a+b', 'a&b', 'a%b', 'a%2Fb', 'ä/é', '😀/👩‍👩‍👧.jpg', '../../../up', 'a//b', '/leading', '//', '.', '..', './a/../b',
    'x?y=1', 'x#y', 'quote"\'', '<tag>', 'back\\slash', 'trailing/', ' ', 'tab\tnew\nline\rback\u0001', '\u0000nul', "!*'()~", 'k'.repeat(1024),
    'é'.repeat(512), 'constructor', '__proto__', 'null',
  ]; // biome-ignore format: a list
  for (const Key of keys) {
    await client.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}` }));
  }
  for (const Key of keys) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    t.is(await Body!.transformToString(), `body of ${Key}`);
  }
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
  const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  t.deepEqual(
    Contents!.map(({ Key }) => decodeURIComponent(Key!)),
    sorted,
  );
  t.is((await files()).length, keys.length);
  t.true(
    (await files()).every((name) => /^[0-9a-f-]{36}$/.test(name)),
    dir,
  );

  for (const Key of ['k'.repeat(1025), `${'é'.repeat(512)}k`]) {
    const error = await failure(t, client.send(new PutObjectCommand({ Bucket, Key, Body: '' })));
    t.deepEqual(error, { code: 'KeyTooLongError', status: 400 });
  }
  for (const raw of ['%ff', '%zz', '%c3']) {
    const response = await fetch(`${url}/${BUCKET}/${raw}`, { method: 'PUT', body: 'a' });
    t.regex(await response.text(), /<Code>InvalidURI<\/Code>/);
  }

  const Objects = keys.filter((key) => key !== '\u0000nul').map((Key) => ({ Key }));
  const { Deleted, Errors } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  t.is(Errors, undefined);
  t.is(Deleted?.length, Objects.length);
  const left = await client.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
  t.deepEqual(
    left.Contents?.map(({ Key }) => Key),
    ['%00nul'],
  );
});

test('an empty object is an object', async (t) => {
  const { client } = await startS3(t);
  await client.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: '' }));
  const got = await client.send(new GetObjectCommand({ Bucket, Key: 'empty' }));
  t.is(await got.Body!.transformToString(), '');
  t.like(got, { ContentLength: 0, ETag: '"d41d8cd98f00b204e9800998ecf8427e"' });
  const range = await failure(
    t,
    client.send(new GetObjectCommand({ Bucket, Key: 'empty', Range: 'bytes=0-' })),
  );
  t.deepEqual(range, { code: 'InvalidRange', status: 416 });
});

test('a range gives the bytes asked for, counted from the front or the end', async (t) => {
  const { client } = await startS3(t);
  const Body = Buffer.from('0123456789');
  await client.send(new PutObjectCommand({ Bucket, Key: 'r', Body }));
  const read = async (Range: string) => {
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'r', Range, ChecksumMode: 'ENABLED' }));
    return [await got.Body!.transformToString(), got.ContentRange, got.$metadata.httpStatusCode];
  };
  t.deepEqual(await read('bytes=2-4'), ['234', 'bytes 2-4/10', 206]);
  t.deepEqual(await read('bytes=7-'), ['789', 'bytes 7-9/10', 206]);
  t.deepEqual(await read('bytes=-3'), ['789', 'bytes 7-9/10', 206]);
  t.deepEqual(await read('bytes=-30'), ['0123456789', 'bytes 0-9/10', 206]);
  t.deepEqual(await read('bytes=8-100'), ['89', 'bytes 8-9/10', 206]);
  t.deepEqual(await read('bytes=4-2'), ['0123456789', undefined, 200]);
  t.deepEqual(await read('bytes=0-1,3-4'), ['0123456789', undefined, 200]);
  for (const Range of ['bytes=10-', 'bytes=10-20', 'bytes=-0']) {
    const error = await failure(t, client.send(new GetObjectCommand({ Bucket, Key: 'r', Range })));
    t.deepEqual(error, { code: 'InvalidRange', status: 416 }, Range);
  }
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'r', Range: 'bytes=-2' }));
  t.like(head, { ContentLength: 2, ContentRange: 'bytes 8-9/10' });
});

test('conditions on reads answer 304 and 412 as S3 does', async (t) => {
  const { client } = await startS3(t);
  const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key: 'c', Body: 'c' }));
  const past = new Date(Date.now() - 3_600_000);
  const future = new Date(Date.now() + 3_600_000);
  const status = async (conditions: object) => {
    const response = await client
      .send(new GetObjectCommand({ Bucket, Key: 'c', ...conditions }))
      .catch((error: { $metadata: { httpStatusCode: number } }) => error);
    return response.$metadata.httpStatusCode;
  };
  t.is(await status({ IfMatch: ETag }), 200);
  t.is(await status({ IfMatch: '"other"' }), 412);
  t.is(await status({ IfNoneMatch: ETag }), 304);
  t.is(await status({ IfNoneMatch: '"other"' }), 200);
  t.is(await status({ IfModifiedSince: past }), 200);
  t.is(await status({ IfModifiedSince: future }), 304);
  t.is(await status({ IfUnmodifiedSince: past }), 412);
  t.is(await status({ IfUnmodifiedSince: future }), 200);
  t.is(await status({ IfMatch: ETag, IfUnmodifiedSince: past }), 200);
  t.is(await status({ IfNoneMatch: '"other"', IfModifiedSince: future }), 200);
});

test('conditions on writes and deletes let only one of two writers win', async (t) => {
  const { client, files } = await startS3(t);
  const put = (Body: string, more: Partial<PutObjectCommandInput>) =>
    client.send(new PutObjectCommand({ Bucket, Key: 'w', Body, ...more }));
  t.deepEqual(await failure(t, put('x', { IfMatch: '"none"' })), { code: 'NoSuchKey', status: 404 });
  const racers = await Promise.allSettled([1, 2, 3, 4].map((n) => put(`racer ${n}`, { IfNoneMatch: '*' })));
  t.is(racers.filter(({ status }) => status === 'fulfilled').length, 1);
  t.is((await failure(t, put('late', { IfNoneMatch: '*' }))).status, 412);
  t.is((await failure(t, put('wrong', { IfMatch: '"0"' }))).code, 'PreconditionFailed');
  const { ETag } = await client.send(new HeadObjectCommand({ Bucket, Key: 'w' }));
  const second = await put('second', { IfMatch: ETag });
  t.is((await files()).length, 1);
  const wrong = await failure(t, client.send(new DeleteObjectCommand({ Bucket, Key: 'w', IfMatch: ETag })));
  t.is(wrong.status, 412);
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'w', IfMatch: second.ETag }));
  t.is((await failure(t, client.send(new HeadObjectCommand({ Bucket, Key: 'w' })))).status, 404);
});

test('the query may override response headers', async (t) => {
  const { client } = await startS3(t);
  await client.send(new PutObjectCommand({ Bucket, Key: 'o', Body: 'o', ContentType: 'text/plain' }));
  const got = await client.send(
    new GetObjectCommand({
      Bucket,
      Key: 'o',
      ResponseContentType: 'image/png',
      ResponseContentDisposition: 'inline; filename=ü',
      ResponseCacheControl: 'no-store',
    }),
  );
  t.like(got, { ContentType: 'image/png', CacheControl: 'no-store' });
  t.is(Buffer.from(got.ContentDisposition!, 'latin1').toString(), 'inline; filename=ü');
  const split = new GetObjectCommand({ Bucket, Key: 'o', ResponseContentType: 'a\r\nset-cookie: b' });
  t.is((await failure(t, client.send(split))).code, 'InvalidArgument');
});

test('a delete of many keys tells each, or only the refused when quiet, and takes at most 1,000', async (t) => {
  const { client } = await startS3(t);
  for (const Key of ['1', '2']) await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  const remove = (Objects: { Key: string; VersionId?: string }[], Quiet = false) =>
    client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet } }));
  const loud = await remove([
    { Key: '1' },
    { Key: 'absent' },
    { Key: '2', VersionId: 'v7' },
    { Key: 'k'.repeat(1025) },
  ]);
  t.deepEqual(
    loud.Deleted?.map(({ Key }) => Key),
    ['1', 'absent'],
  );
  t.deepEqual(
    loud.Errors?.map(({ Code }) => Code),
    ['NoSuchVersion', 'KeyTooLongError'],
  );
  const quiet = await remove([{ Key: '2' }], true);
  t.is(quiet.Deleted, undefined);
  t.is((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0);
  const many = Array.from({ length: 1001 }, (_, i) => ({ Key: String(i) }));
  t.is((await failure(t, remove(many))).code, 'MalformedXML');
});

test('a copy takes the metadata along or replaces it, and onto itself must change something', async (t) => {
  const { client, files } = await startS3(t);
  const Key = 'from +ä&/x';
  const Body = bytes(100_000);
  await client.send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body,
      ContentType: 'image/png',
      Metadata: { a: '1' },
      ChecksumAlgorithm: 'SHA256',
    }),
  );
  const CopySource = `${BUCKET}/${encodeURIComponent(Key)}`;
  const copied = await client.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource }));
  t.is(copied.CopyObjectResult?.ETag, `"${createHash('md5').update(Body).digest('hex')}"`);
  t.is(copied.CopyObjectResult?.ChecksumSHA256, createHash('sha256').update(Body).digest('base64'));
  const got = await client.send(new GetObjectCommand({ Bucket, Key: 'to' }));
  t.like(got, { ContentType: 'image/png', Metadata: { a: '1' } });
  t.deepEqual(Buffer.from(await got.Body!.transformToByteArray()), Body);

  const replace = {
    CopySource,
    MetadataDirective: 'REPLACE',
    Metadata: { b: '2' },
    ContentType: 'text/x',
  } as const;
  await client.send(new CopyObjectCommand({ Bucket, Key, ...replace }));
  const own = await client.send(new HeadObjectCommand({ Bucket, Key }));
  t.like(own, { ContentType: 'text/x', Metadata: { b: '2' }, ContentLength: Body.length });
  const same = await failure(t, client.send(new CopyObjectCommand({ Bucket, Key, CopySource })));
  t.deepEqual(same, { code: 'InvalidRequest', status: 400 });
  const absent = new CopyObjectCommand({ Bucket, Key, CopySource: `${BUCKET}/absent` });
  t.is((await failure(t, client.send(absent))).code, 'NoSuchKey');
  const condition = new CopyObjectCommand({ Bucket, Key: 'x', CopySource, CopySourceIfMatch: '"0"' });
  t.is((await failure(t, client.send(condition))).status, 412);
  t.is((await files()).length, 2);
});

test('a reader sees the whole old object while it is overwritten and deleted', async (t) => {
  const { client, files } = await startS3(t);
  const old = bytes(8_000_000, 1);
  await client.send(new PutObjectCommand({ Bucket, Key: 'slow', Body: old }));
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'slow' }));
  // Much more than sockets and streams hold is still to be read.
  await client.send(new PutObjectCommand({ Bucket, Key: 'slow', Body: bytes(1000, 2) }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'slow' }));
  t.true(old.equals(await Body!.transformToByteArray()));
  t.deepEqual(await files(), []);
});

test('every checksum of the SDK is verified, kept and given back', async (t) => {
  const { client } = await startS3(t);
  const Body = bytes(100_003);
  for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const) {
    const Key = ChecksumAlgorithm;
    const field = `Checksum${ChecksumAlgorithm}` as const;
    const put = await client.send(new PutObjectCommand({ Bucket, Key, Body, ChecksumAlgorithm }));
    t.truthy(put[field]);
    const got = await client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    t.is(got[field], put[field]);
    t.is(got.ChecksumType, 'FULL_OBJECT');
    t.true(Body.equals(await got.Body!.transformToByteArray()));
    const wrong = { [field]: put[field]!.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) };
    const error = await failure(
      t,
      client.send(new PutObjectCommand({ Bucket, Key: 'wrong', Body, ...wrong })),
    );
    t.deepEqual(error, { code: 'BadDigest', status: 400 });
  }
  // "123456789" is the check of the CRC catalogue.
  const ChecksumCRC64NVME = Buffer.from('ae8b14860a799888', 'hex').toString('base64');
  await client.send(new PutObjectCommand({ Bucket, Key: 'nvme', Body: '123456789', ChecksumCRC64NVME }));
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'nvme', ChecksumMode: 'ENABLED' }));
  t.is(head.ChecksumCRC64NVME, ChecksumCRC64NVME);
  const wrong = new PutObjectCommand({ Bucket, Key: 'wrong', Body: '12345678', ChecksumCRC64NVME });
  t.is((await failure(t, client.send(wrong))).code, 'BadDigest');
  t.is((await failure(t, client.send(new HeadObjectCommand({ Bucket, Key: 'wrong' })))).status, 404);
});

test('a stream of the SDK, sent in chunks with a checksum behind it, is stored without its framing', async (t) => {
  const { client } = await startS3(t);
  const whole = bytes(1_000_000);
  const pieces = [0, 1, 70_000, 70_001, 500_000, 1_000_000];
  const stream = () => Readable.from(pieces.slice(1).map((end, i) => whole.subarray(pieces[i], end)));
  const input = { Bucket, Key: 's', Body: stream(), ContentLength: whole.length, ContentEncoding: 'gzip' };
  const put = await client.send(new PutObjectCommand(input));
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(whole));
  const got = await client.send(new GetObjectCommand({ Bucket, Key: 's', ChecksumMode: 'ENABLED' }));
  t.true(whole.equals(await got.Body!.transformToByteArray()));
  t.like(got, { ContentEncoding: 'gzip', ChecksumCRC32: crc.toString('base64') });
  t.is(put.ETag, got.ETag);
});

/** A PUT by hand. */
async function putRaw(url: string, headers: Record<string, string>, body: string): Promise<[number, string]> {
  const response = await fetch(`${url}/${BUCKET}/raw`, { method: 'PUT', headers, body });
  return [response.status, /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1] ?? ''];
}

test('what a body promises and does not keep is refused, and nothing is stored', async (t) => {
  const { url, client, files } = await startS3(t);
  const sha256 = createHash('sha256').update('other').digest('hex');
  const signed = (more: Record<string, string> = {}) => ({
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    'x-amz-decoded-content-length': '5',
    ...more,
  });
  const signature = `;chunk-signature=${'0'.repeat(64)}`;
  const whole = `5${signature}\r\nhello\r\n0${signature}\r\n\r\n`;
  const trailer = {
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '5',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  };
  t.deepEqual(await putRaw(url, { 'x-amz-content-sha256': sha256 }, 'hello'), [
    400,
    'XAmzContentSHA256Mismatch',
  ]);
  t.deepEqual(await putRaw(url, { 'content-md5': 'XUFAKrxLKna5cZ2REBfFkA==' }, 'hallo'), [400, 'BadDigest']);
  t.deepEqual(await putRaw(url, { 'content-md5': 'abc' }, 'hello'), [400, 'InvalidDigest']);
  t.deepEqual(await putRaw(url, { 'x-amz-checksum-crc32': 'abc' }, 'hello'), [400, 'InvalidRequest']);
  t.deepEqual(await putRaw(url, { 'x-amz-checksum-xxhash64': 'abc' }, 'hello'), [501, 'NotImplemented']);
  t.deepEqual(await putRaw(url, { 'x-amz-content-sha256': 'nonsense' }, 'hello'), [400, 'InvalidArgument']);
  t.deepEqual(await putRaw(url, signed({ 'x-amz-decoded-content-length': '6' }), whole), [
    400,
    'IncompleteBody',
  ]);
  t.deepEqual(await putRaw(url, signed(), whole.slice(0, 90)), [400, 'IncompleteBody']);
  t.deepEqual(await putRaw(url, signed(), `g${whole}`), [400, 'InvalidChunkSizeError']);
  t.deepEqual(await putRaw(url, signed(), whole.replace('hello', 'hello!')), [400, 'InvalidChunkSizeError']);
  t.deepEqual(await putRaw(url, trailer, '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n'), [
    400,
    'BadDigest',
  ]);
  t.deepEqual(await putRaw(url, trailer, '5\r\nhello\r\n0\r\n\r\n'), [400, 'MalformedTrailerError']);
  t.deepEqual(await putRaw(url, { 'x-amz-meta-a': 'x'.repeat(2100) }, 'hello'), [400, 'MetadataTooLarge']);
  t.deepEqual(await files(), []);
  t.deepEqual(await putRaw(url, trailer, '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n'), [
    200,
    '',
  ]);
  t.deepEqual(await putRaw(url, signed({ 'content-encoding': 'aws-chunked' }), whole), [200, '']);
  const got = await client.send(new GetObjectCommand({ Bucket, Key: 'raw' }));
  t.is(await got.Body!.transformToString(), 'hello');
  t.is(got.ContentEncoding, undefined);
});

test('a client that breaks off in mid-upload leaves nothing, and the old object stays', async (t) => {
  const { client, port, s3, files } = await startS3(t);
  await client.send(new PutObjectCommand({ Bucket, Key: 'broken', Body: 'old' }));
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `PUT /${BUCKET}/broken HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n\r\n`,
  );
  const [answer] = (await once(socket, 'data')) as [Buffer];
  t.regex(answer.toString(), /^HTTP\/1.1 100 Continue/);
  await new Promise((resolve) => socket.write(bytes(1_000_000), resolve));
  socket.destroy();
  await s3.close(); // waits for the request
  t.is((await files()).length, 1);
});

test('a refused upload is answered, and its connection goes on with the next request', async (t) => {
  const { port } = await startS3(t);
  const socket = connect(port, '127.0.0.1');
  const big = bytes(3_000_000);
  socket.write(`PUT /no-such-bucket/a HTTP/1.1\r\nHost: x\r\nContent-Length: ${big.length}\r\n\r\n`);
  socket.write(big);
  const chunked =
    'x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nx-amz-decoded-content-length: 9';
  socket.write(
    `PUT /${BUCKET}/a HTTP/1.1\r\nHost: x\r\n${chunked}\r\nContent-Length: ${big.length}\r\n\r\nzz\r\n`,
  );
  socket.write(big.subarray(4));
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  const all = await text(socket);
  t.regex(
    all,
    /404 Not Found[\s\S]*<Code>NoSuchBucket<[\s\S]*<Code>InvalidChunkSizeError<[\s\S]*ListAllMyBucketsResult/,
  );
});

test('presigned URLs work until they expire', async (t) => {
  const { client } = await startS3(t);
  const put = new PutObjectCommand({
    Bucket,
    Key: 'p +ä',
    ContentType: 'text/plain',
    Metadata: { who: 'me' },
  });
  const putUrl = await getSignedUrl(client, put, { expiresIn: 60 });
  const stored = await fetch(putUrl, {
    method: 'PUT',
    body: 'presigned',
    headers: { 'content-type': 'text/plain' },
  });
  t.is(stored.status, 200, await stored.text());
  t.deepEqual((await client.send(new HeadObjectCommand({ Bucket, Key: 'p +ä' }))).Metadata, { who: 'me' });

  const get = new GetObjectCommand({ Bucket, Key: 'p +ä' });
  const got = await fetch(await getSignedUrl(client, get, { expiresIn: 60 }));
  t.is(await got.text(), 'presigned');
  const old = await getSignedUrl(client, get, { expiresIn: 60, signingDate: new Date(Date.now() - 61_000) });
  const expired = await fetch(old);
  t.is(expired.status, 403);
  t.regex(await expired.text(), /<Code>AccessDenied<\/Code><Message>Request has expired<\/Message>/);
});

test('what is not there is NotImplemented, by its name', async (t) => {
  const { client, url } = await startS3(t);
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
  for (const command of [
    new GetObjectAclCommand({ Bucket, Key: 'a' }),
    new GetObjectTaggingCommand({ Bucket, Key: 'a' }),
  ]) {
    const error = await t.throwsAsync(client.send(command as GetObjectAclCommand));
    t.is(error?.name, 'NotImplemented');
  }
  const response = await fetch(`${url}/${BUCKET}?lifecycle`);
  t.is(response.status, 501);
  t.regex(
    await response.text(),
    /<Code>NotImplemented<\/Code><Message>GET bucket\?lifecycle is not implemented/,
  );
  const acl = new PutObjectCommand({ Bucket, Key: 'b', Body: 'b', ACL: 'aws-exec-read' });
  t.is((await failure(t, client.send(acl))).code, 'NotImplemented');
  const patched = await fetch(`${url}/${BUCKET}/a`, { method: 'PATCH', body: 'x' });
  t.is(patched.status, 501);
});

test('an error of HEAD has no body, and every answer has a request id', async (t) => {
  const { port } = await startS3(t);
  const ask = async (method: string) => {
    const request = httpRequest({ port, method, path: `/${BUCKET}/absent` }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return { response, body: await buffer(response) };
  };
  const head = await ask('HEAD');
  t.deepEqual([head.response.statusCode, head.body.length], [404, 0]);
  const get = await ask('GET');
  t.regex(
    get.body.toString(),
    /<Error><Code>NoSuchKey<\/Code>.*<Key>absent<\/Key>.*<RequestId>[0-9A-F]{16}</,
  );
  for (const { response } of [head, get])
    t.regex(String(response.headers['x-amz-request-id']), /^[0-9A-F]{16}$/);
});

test('a folder that another S3 has open is refused, and free again when that is closed', async (t) => {
  const { dir, close } = await startS3(t);
  const options = { dir, region: 'us-east-1', deliver: async () => {} };
  await t.throwsAsync(openS3(options), { message: /s3\.db: it is in use by another process/ });
  await close();
  const second = await openS3(options);
  await second.close();
});
