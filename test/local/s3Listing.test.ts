import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import test from 'ava';
import { BUCKET, failure, startS3 } from './s3Server.ts';

const Bucket = BUCKET;

async function put(client: S3Client, keys: string[]): Promise<void> {
  const rest = [...keys];
  const writer = async () => {
    for (let Key = rest.pop(); Key !== undefined; Key = rest.pop()) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    }
  };
  await Promise.all(Array.from({ length: 8 }, writer));
}

/** Page by page, what each page holds: keys and groups, each in its order. */
async function pagesV2(client: S3Client, options: object): Promise<{ keys: string[]; groups: string[] }[]> {
  const pages: { keys: string[]; groups: string[] }[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket, ...options, ContinuationToken }));
    const keys = (page.Contents ?? []).map(({ Key }) => Key!);
    const groups = (page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!);
    if (page.KeyCount !== keys.length + groups.length) throw new Error('KeyCount is wrong');
    if (page.IsTruncated !== (page.NextContinuationToken !== undefined))
      throw new Error('IsTruncated is wrong');
    pages.push({ keys, groups });
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return pages;
}

async function pagesV1(client: S3Client, options: { Delimiter?: string; MaxKeys?: number; Prefix?: string }) {
  const pages: { keys: string[]; groups: string[] }[] = [];
  let Marker: string | undefined;
  for (;;) {
    const page = await client.send(new ListObjectsCommand({ Bucket, ...options, Marker }));
    const keys = (page.Contents ?? []).map(({ Key }) => Key!);
    const groups = (page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!);
    pages.push({ keys, groups });
    if (!page.IsTruncated) return pages;
    Marker = page.NextMarker ?? keys.at(-1);
  }
}

test('1,200 objects are listed in pages, whole and once, with and without groups', async (t) => {
  const { client } = await startS3(t);
  const keys = Array.from({ length: 1200 }, (_, i) => `${i % 3 === 0 ? `dir${i % 90}/` : ''}photo ${i}.jpg`);
  await put(client, keys);
  const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const files = sorted.filter((key) => !key.includes('/'));
  const groups = [
    ...new Set(sorted.filter((key) => key.includes('/')).map((key) => key.replace(/\/.*/, '/'))),
  ];
  const both = files.length + groups.length;

  for (const pages of [await pagesV2(client, {}), await pagesV1(client, {})]) {
    t.deepEqual(
      pages.map((page) => page.keys.length),
      [1000, 200],
    );
    t.deepEqual(
      pages.flatMap((page) => page.keys),
      sorted,
    );
  }
  for (const read of [pagesV2, pagesV1]) {
    for (const MaxKeys of [7, 500]) {
      const pages = await read(client, { Delimiter: '/', MaxKeys });
      t.deepEqual(
        pages.flatMap((page) => page.keys),
        files,
      );
      t.deepEqual(
        pages.flatMap((page) => page.groups),
        groups,
      );
      t.is(pages.length, Math.ceil(both / MaxKeys));
      t.true(pages.every(({ keys, groups: g }) => keys.length + g.length <= MaxKeys));
    }
    const inside = await read(client, { Prefix: 'dir3/', Delimiter: '/' });
    t.deepEqual(
      inside.flatMap((page) => page.keys),
      sorted.filter((key) => key.startsWith('dir3/')),
    );
    t.deepEqual(inside[0]?.groups, []);
  }
});

test('keys are in the order of their UTF-8 bytes', async (t) => {
  const { client } = await startS3(t);
  // UTF-16 would put the emoji (D83D) before U+FF5E.
  const keys = ['A', 'Z', 'a', 'a b', 'a!', 'a/', 'a0', 'b', 'é', '～', '😀'];
  await put(client, keys);
  const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  t.deepEqual(
    (await pagesV2(client, { MaxKeys: 2 })).flatMap((page) => page.keys),
    sorted,
  );
  t.deepEqual((await pagesV2(client, { StartAfter: 'b' }))[0]?.keys, ['é', '～', '😀']);
  t.deepEqual((await pagesV2(client, { Prefix: 'a' }))[0]?.keys, ['a', 'a b', 'a!', 'a/', 'a0']);
});

test('groups follow any delimiter, and a marker is behind all keys of its group', async (t) => {
  const { client } = await startS3(t);
  await put(client, ['a/1', 'a/2', 'b', 'c/1', 'c/2', 'x--1', 'x--2']);
  const [page] = await pagesV2(client, { Delimiter: '--' });
  t.deepEqual(page, { keys: ['a/1', 'a/2', 'b', 'c/1', 'c/2'], groups: ['x--'] });
  const behind = await client.send(new ListObjectsCommand({ Bucket, Delimiter: '/', Marker: 'a/' }));
  t.deepEqual(
    behind.CommonPrefixes?.map(({ Prefix }) => Prefix),
    ['c/'],
  );
  const plain = await client.send(new ListObjectsCommand({ Bucket, Marker: 'a/' }));
  t.is(plain.Contents?.[0]?.Key, 'a/1');
  const first = await client.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 1 }));
  t.like(first, { NextMarker: 'a/', IsTruncated: true, MaxKeys: 1, Delimiter: '/' });
});

test('encoding, owner, and limits are as S3 has them', async (t) => {
  const { client } = await startS3(t);
  await put(client, ['a b+c/ä&<>', 'k']);
  const url = await client.send(
    new ListObjectsV2Command({ Bucket, EncodingType: 'url', Prefix: 'a b+', Delimiter: '&' }),
  );
  t.like(url, { EncodingType: 'url', Prefix: 'a%20b%2B', Delimiter: '%26' });
  t.is(url.CommonPrefixes?.[0]?.Prefix, 'a%20b%2Bc/%C3%A4%26');
  const owned = await client.send(new ListObjectsV2Command({ Bucket, FetchOwner: true }));
  t.truthy(owned.Contents?.[0]?.Owner?.ID);
  t.like(owned.Contents?.[1], {
    Key: 'k',
    Size: 1,
    StorageClass: 'STANDARD',
    ETag: '"9dd4e461268c8034f5c8564e155c67a6"',
  });
  t.is((await client.send(new ListObjectsV2Command({ Bucket }))).Contents?.[0]?.Owner, undefined);
  t.like(await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 })), {
    KeyCount: 0,
    IsTruncated: false,
  });
  t.is((await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 5000 }))).MaxKeys, 1000);
  const negative = await failure(t, client.send(new ListObjectsV2Command({ Bucket, MaxKeys: -1 })));
  t.deepEqual(negative, { code: 'InvalidArgument', status: 400 });
  const token = new ListObjectsV2Command({ Bucket, ContinuationToken: 'no token!' });
  t.is((await failure(t, client.send(token))).code, 'InvalidArgument');
});

test('uploads are listed by key and beginning, in pages and groups', async (t) => {
  const { client } = await startS3(t);
  const ids: string[] = [];
  for (const Key of ['b', 'a/1', 'a/2', 'c', 'c']) {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    ids.push(UploadId!);
  }
  const all = await client.send(new ListMultipartUploadsCommand({ Bucket }));
  t.deepEqual(
    all.Uploads?.map(({ Key }) => Key),
    ['a/1', 'a/2', 'b', 'c', 'c'],
  );
  const seen: string[] = [];
  let KeyMarker: string | undefined;
  let UploadIdMarker: string | undefined;
  for (let pages = 0; pages < 9; pages++) {
    const page = await client.send(
      new ListMultipartUploadsCommand({ Bucket, MaxUploads: 1, KeyMarker, UploadIdMarker }),
    );
    seen.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId!));
    if (!page.IsTruncated) break;
    KeyMarker = page.NextKeyMarker;
    UploadIdMarker = page.NextUploadIdMarker;
  }
  t.deepEqual(
    seen,
    all.Uploads?.map(({ UploadId }) => UploadId!),
  );
  t.deepEqual([...seen].sort(), [...ids].sort());
  const grouped = await client.send(new ListMultipartUploadsCommand({ Bucket, Delimiter: '/' }));
  t.deepEqual(
    grouped.CommonPrefixes?.map(({ Prefix }) => Prefix),
    ['a/'],
  );
  t.is(grouped.Uploads?.length, 3);
  await client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'b', UploadId: ids[0] }));
  t.is((await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'b' }))).Uploads, undefined);
});
