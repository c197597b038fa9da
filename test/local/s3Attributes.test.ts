import { createHash } from 'node:crypto';
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetBucketAclCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  type GetObjectAttributesCommandInput,
  ListObjectVersionsCommand,
  PutBucketAclCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import test from 'ava';
import { BUCKET, bytes, failure, startS3 } from './s3Server.ts';

const Bucket = BUCKET;
const Key = 'a';
const MiB = 1024 * 1024;
const ALL = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const;

const attributes = (client: S3Client, more: Partial<GetObjectAttributesCommandInput> = {}) =>
  client.send(new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: [...ALL], ...more }));

async function inParts(client: S3Client, sizes: number[], algorithm?: 'SHA256') {
  const upload = { Bucket, Key, ...(algorithm && { ChecksumAlgorithm: algorithm }) };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(upload));
  const Parts: CompletedPart[] = [];
  for (const [i, size] of sizes.entries()) {
    const part = { ...upload, UploadId, PartNumber: i + 1, Body: bytes(size, i + 1) };
    const { ETag, ChecksumSHA256 } = await client.send(new UploadPartCommand(part));
    Parts.push({ PartNumber: i + 1, ETag, ChecksumSHA256 });
  }
  const MultipartUpload = { Parts };
  const done = await client.send(
    new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }),
  );
  return { Parts, ...done };
}

test('the attributes of an object are those asked for', async (t) => {
  const { client, clientWith } = await startS3(t);
  const put = await client.send(
    new PutObjectCommand({ Bucket, Key, Body: 'hello', ChecksumAlgorithm: 'SHA1' }),
  );
  const all = await attributes(client);
  t.like(all, { ETag: '5d41402abc4b2a76b9719d911017c592', StorageClass: 'STANDARD', ObjectSize: 5 });
  t.like(all.Checksum, { ChecksumSHA1: put.ChecksumSHA1!, ChecksumType: 'FULL_OBJECT' });
  t.is(all.ObjectParts, undefined);
  t.true(all.LastModified instanceof Date);
  const size = await attributes(client, { ObjectAttributes: ['ObjectSize'] });
  t.deepEqual(
    [size.ObjectSize, size.ETag, size.Checksum, size.StorageClass],
    [5, undefined, undefined, undefined],
  );

  const plain = clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  await plain.send(new PutObjectCommand({ Bucket, Key, Body: 'plain' }));
  t.is((await attributes(client)).Checksum, undefined);
  const wrong = ['Owner' as 'ETag'];
  t.is((await failure(t, attributes(client, { ObjectAttributes: wrong }))).code, 'InvalidArgument');
  t.is((await failure(t, attributes(client, { Key: 'absent' }))).code, 'NoSuchKey');
});

test('the parts of an object are listed in pages, with their checksums', async (t) => {
  const { client, clientWith } = await startS3(t);
  const sizes = [5 * MiB, 6 * MiB, 5 * MiB, 7];
  const { Parts, ETag, ChecksumSHA256 } = await inParts(client, sizes, 'SHA256');
  const whole = await attributes(client);
  t.is(`"${whole.ETag}"`, ETag!);
  t.deepEqual(whole.Checksum, { ChecksumSHA256, ChecksumType: 'COMPOSITE' });
  t.like(whole.ObjectParts, { TotalPartsCount: 4, IsTruncated: false, MaxParts: 1000 });
  const expected = sizes.map((Size, i) => {
    return { PartNumber: i + 1, Size, ChecksumSHA256: Parts[i]!.ChecksumSHA256! };
  });
  t.deepEqual(whole.ObjectParts?.Parts, expected);
  t.is(expected[3]!.ChecksumSHA256, createHash('sha256').update(bytes(7, 4)).digest('base64'));

  const seen = [];
  let marker: string | undefined;
  do {
    const { ObjectParts } = await attributes(client, { MaxParts: 3, PartNumberMarker: marker });
    t.is(ObjectParts?.TotalPartsCount, 4);
    seen.push(ObjectParts?.Parts?.length);
    marker = ObjectParts?.IsTruncated ? ObjectParts.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  t.deepEqual(seen, [3, 1]);
  const beyond = await attributes(client, { PartNumberMarker: '4' });
  t.deepEqual([beyond.ObjectParts?.Parts, beyond.ObjectParts?.IsTruncated], [undefined, false]);
  t.is((await failure(t, attributes(client, { PartNumberMarker: 'x' }))).code, 'InvalidArgument');

  await inParts(clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' }), [5 * MiB, 3]);
  const plain = await attributes(client);
  t.is(plain.Checksum, undefined);
  t.deepEqual(plain.ObjectParts?.Parts, [
    { PartNumber: 1, Size: 5 * MiB },
    { PartNumber: 2, Size: 3 },
  ]);
});

test('a bucket without versions lists each object as its own latest one, in pages and groups', async (t) => {
  const { client } = await startS3(t);
  for (const key of ['a', 'b/1', 'b/2', 'c']) {
    await client.send(new PutObjectCommand({ Bucket, Key: key, Body: key }));
  }
  const seen: string[] = [];
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (let more = true; more; ) {
    const page = await client.send(
      new ListObjectVersionsCommand({ Bucket, Delimiter: '/', MaxKeys: 1, ...from }),
    );
    for (const { Key: key, VersionId, IsLatest } of page.Versions ?? [])
      seen.push(`${key} ${VersionId} ${IsLatest}`);
    for (const { Prefix } of page.CommonPrefixes ?? []) seen.push(Prefix!);
    from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    more = page.IsTruncated === true;
  }
  t.deepEqual(seen, ['a null true', 'b/', 'c null true']);
  const lone = new ListObjectVersionsCommand({ Bucket, VersionIdMarker: 'null' });
  t.is((await failure(t, client.send(lone))).code, 'InvalidArgument');
});

test('an access list names the owner alone, and of new ones only the canned are taken', async (t) => {
  const { client } = await startS3(t);
  await client.send(new PutObjectCommand({ Bucket, Key, Body: 'a' }));
  for (const reply of [
    await client.send(new GetBucketAclCommand({ Bucket })),
    await client.send(new GetObjectAclCommand({ Bucket, Key })),
  ]) {
    const { Owner, Grants } = reply;
    t.is(Grants?.length, 1);
    t.deepEqual(Grants![0]!.Grantee, { ...Owner, Type: 'CanonicalUser' } as object);
    t.is(Grants![0]!.Permission, 'FULL_CONTROL');
  }
  await client.send(new PutBucketAclCommand({ Bucket, ACL: 'private' }));
  await client.send(new PutObjectAclCommand({ Bucket, Key, ACL: 'bucket-owner-full-control' }));
  const grant = new PutObjectAclCommand({ Bucket, Key, GrantRead: 'id="other"' });
  t.is((await failure(t, client.send(grant))).code, 'NotImplemented');
  const listed = new PutBucketAclCommand({
    Bucket,
    AccessControlPolicy: { Owner: { ID: 'me' }, Grants: [] },
  });
  t.is((await failure(t, client.send(listed))).code, 'NotImplemented');
  const absent = new GetObjectAclCommand({ Bucket, Key: 'absent' });
  t.is((await failure(t, client.send(absent))).code, 'NoSuchKey');
});

test('a page of another site is told that it may not', async (t) => {
  const { url } = await startS3(t);
  const ask = async (headers: Record<string, string>) => {
    const response = await fetch(`${url}/${BUCKET}/a`, { method: 'OPTIONS', headers });
    return [response.status, /<Code>(\w+)</.exec(await response.text())?.[1]];
  };
  t.deepEqual(await ask({}), [400, 'BadRequest']);
  const origin = { origin: 'https://example.com', 'access-control-request-method': 'PUT' };
  t.deepEqual(await ask(origin), [403, 'AccessForbidden']);
});
