import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import {
  CopyObjectCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import test from 'ava';
import { openS3 } from '../../local/s3/openS3.ts';
import { BUCKET, failure, startS3 } from './s3Server.ts';

const Bucket = BUCKET;

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
  const error = await t.throwsAsync(client.send(new GetBucketPolicyCommand({ Bucket })));
  t.is(error?.name, 'NotImplemented');
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

test('an object has no tags, and copies of the AWS CLI that ask for them go on', async (t) => {
  const { client } = await startS3(t);
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
  const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket, Key: 'a' }));
  t.deepEqual(TagSet, []);
});

test('metadata in a presigned query that is no header is refused, and nothing is stored', async (t) => {
  const { client, url } = await startS3(t);
  const presigned = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'a' }));
  const answer = await fetch(`${presigned}&x-amz-meta-note=two%0Alines`, { method: 'PUT', body: 'a' });
  t.is(answer.status, 400);
  t.regex(await answer.text(), /<Code>InvalidArgument<.Code>.*one line/);
  t.is((await fetch(`${url}/${BUCKET}/a`)).status, 404);
});

// First, as it counts the files of the process, which the other tests open and close.
test.serial(
  'a checksum algorithm that is none is NotImplemented, and a refused copy holds no file open',
  async (t) => {
    const { client } = await startS3(t);
    await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
    const open = () => readdirSync('/proc/self/fd').length;
    const copy = (ChecksumAlgorithm: string) =>
      client.send(
        new CopyObjectCommand({
          Bucket,
          Key: 'b',
          CopySource: `${BUCKET}/a`,
          ChecksumAlgorithm: ChecksumAlgorithm as 'SHA1',
        }),
      );
    t.is((await failure(t, copy('constructor'))).code, 'NotImplemented');
    const before = process.platform === 'linux' ? open() : 0;
    for (let count = 0; count < 20; count++) await failure(t, copy('none'));
    const after = process.platform === 'linux' ? open() : 0;
    t.true(after - before < 10, `${after - before} files stay open`);
  },
);

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
