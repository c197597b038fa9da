import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import test from 'ava';
import { BUCKET, bytes, failure, startS3 } from './s3Server.ts';

const Bucket = BUCKET;

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
  t.deepEqual(await putRaw(url, { 'content-md5': 'XUFAKrxLKna5cZ2REBfFkA' }, 'hello'), [
    400,
    'InvalidDigest',
  ]);
  t.deepEqual(await putRaw(url, { 'x-amz-checksum-crc32': 'abc' }, 'hello'), [400, 'InvalidRequest']);
  t.deepEqual(await putRaw(url, { 'x-amz-sdk-checksum-algorithm': 'CRC32' }, 'hello'), [
    400,
    'InvalidRequest',
  ]);
  const two = { 'x-amz-checksum-crc32': 'NhCmhg==', 'x-amz-checksum-crc32c': 'mnG7TA==' };
  t.deepEqual(await putRaw(url, two, 'hello'), [400, 'InvalidRequest']);
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

test('a refused upload is answered before its connection is closed, however much of it is still to come', async (t) => {
  const { port } = await startS3(t);
  const big = bytes(8_000_000);
  const refused = async () => {
    const socket = connect(port, '127.0.0.1');
    const write = promisify(socket.write.bind(socket) as (data: Buffer, done: () => void) => void);
    const length = 2 * big.length;
    socket.write(
      `PUT /no-such-bucket/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`,
    );
    const sent = write(big);
    const [head] = (await once(socket, 'data')) as [Buffer];
    await sent;
    await write(big);
    t.regex(
      head.toString() + (await text(socket)),
      /404 Not Found[\s\S]*Connection: close[\s\S]*<Code>NoSuchBucket</i,
    );
  };
  await Promise.all(Array.from({ length: 8 }, refused));
});
