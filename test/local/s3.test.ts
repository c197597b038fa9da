import { createHash } from 'node:crypto';
import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import test from 'ava';
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

test('what is in an object runs nowhere in the origin of the page, whatever type is said of it', async (t) => {
  const { client } = await startS3(t);
  const Body = '<script>fetch("/v1/people/ann/forget", { method: "POST" })</script>';
  await client.send(new PutObjectCommand({ Bucket, Key: 'kept', Body, ContentType: 'text/html' }));
  await client.send(new PutObjectCommand({ Bucket, Key: 'said', Body, ContentType: 'text/plain' }));
  const kept = new GetObjectCommand({ Bucket, Key: 'kept' });
  const said = new GetObjectCommand({ Bucket, Key: 'said', ResponseContentType: 'text/html' });
  for (const command of [kept, said]) {
    const url = await getSignedUrl(client, command, { expiresIn: 60 });
    const part = { headers: { range: 'bytes=0-7' } };
    for (const answer of [await fetch(url), await fetch(url, part)]) {
      t.is(answer.headers.get('content-type'), 'text/html');
      t.is(answer.headers.get('content-security-policy'), 'sandbox');
      t.is(answer.headers.get('x-content-type-options'), 'nosniff');
    }
  }
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
  const inPlace = { Bucket, Key, CopySource, StorageClass: 'STANDARD' } as const;
  await client.send(new CopyObjectCommand(inPlace));
  t.like(await client.send(new HeadObjectCommand({ Bucket, Key })), { Metadata: { b: '2' } });
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
