import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { join, relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import test, { type ExecutionContext } from 'ava';
import { type S3Child, startChild } from './s3Child.ts';
import { post } from './s3Form.ts';
import { BUCKET, newDir } from './s3Server.ts';

const Bucket = BUCKET;
const REPOSITORY = resolve(import.meta.dirname, '../..');

/** Names that lead out of a folder, or mean something to a file system, a shell or Windows. */
const NAMES = [
  '..', '.', '../secret', '../../secret', '../../../../../../etc/passwd', '/etc/passwd', '//etc/passwd', '..\\secret', '..\\..\\secret',
  'C:\\Windows\\win.ini', 'C:', 'C:secret', '\\\\server\\share', '\\\\?\\C:\\x', 'CON', 'nul', 'aux.txt', 'COM1', 'LPT1.jpg', 'a:stream', 'dot.', 'blank ',
  '%2e%2e%2fsecret', '%2e', '%2e%2e', '%252e%252e%252f', '..%2fsecret', '..%5csecret', '%00', 'a\u0000b', '\u0000', '../secret\u0000.jpg',
  '....//....//secret', '..;/secret', '.../...', '~', '~root/x', '$HOME/x', '`id`', '; rm -rf /', '|', '*', 'a?b', '<>:"|?*', 'file:///etc/passwd',
  's3.db', 's3.db-wal', '../s3.db', 'tmp', 'bodies/00', '../bodies/00/x', '../tmp/x', '\u2024\u2024/secret', '\uff0e\uff0e\uff0fsecret',
  '\u202egnp.exe', '\ufeffa', 'e\u0301', '\u00e9', '\u{1f468}\u200d\u{1f469}', '\u{10ffff}', '\u007f', '\u0085', 'new\nline', '\r', '\ud7ff', '\ufffd',
]; // biome-ignore format: a list

/** All files below a folder, but S3's own database. */
async function tree(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .filter((name) => !/^s3\/s3\.db(-wal|-shm|-journal)?$/.test(name))
    .sort();
}

/** An S3 that Node.js itself lets read nothing but the program and its folder, and write nothing but that folder. */
async function startConfined(t: ExecutionContext): Promise<S3Child & { outer: string }> {
  const outer = await newDir(t);
  const dir = join(outer, 's3');
  await mkdir(dir);
  await writeFile(join(outer, 'secret'), 'secret');
  const flags = [
    '--permission',
    ...[REPOSITORY, dir].map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${dir}`,
  ];
  const child = await startChild(t, dir, ([node, ...rest]) => [node!, ...flags, ...rest]);
  return { ...child, outer };
}

test('whatever a key is called, it is an object in the folder, and nothing outside is read or written', async (t) => {
  const { client, url, outer } = await startConfined(t);
  for (const Key of NAMES) {
    await client.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}` }));
    const CopySource = encodeURIComponent(`${BUCKET}/${Key}`);
    await client.send(new CopyObjectCommand({ Bucket, Key: `copy/${Key}`, CopySource }));
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const part = { Bucket, Key, UploadId, PartNumber: 1 };
    const { ETag } = await client.send(new UploadPartCommand({ ...part, Body: `parts of ${Key}` }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await client.send(new CompleteMultipartUploadCommand({ ...part, MultipartUpload }));
  }
  const read = async (Key: string) =>
    (await client.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString();
  for (const Key of NAMES) {
    t.is(await read(Key), `parts of ${Key}`);
    t.is(await read(`copy/${Key}`), `body of ${Key}`);
  }
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
  t.deepEqual(
    Contents!.map(({ Key }) => decodeURIComponent(Key!)).sort(),
    NAMES.flatMap((name) => [name, `copy/${name}`]).sort(),
  );
  const files = await tree(outer);
  t.is(files.length, 1 + 2 * NAMES.length);
  for (const file of files)
    t.regex(file, /^(secret|s3\/bodies\/[0-9a-f]{2}\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/);
  for (const Key of NAMES) {
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: `copy/${Key}` }));
  }
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is S3's
  const sent = await post(`${url}/${BUCKET}`, { key: 'form/${filename}' }, 'form', '../../../secret');
  t.is(sent.status, 204);
  t.is(await read('form/secret'), 'form');
  t.is(await readFile(join(outer, 'secret'), 'utf8'), 'secret');
});

/** As it is, without any tidying of the path by a client. */
async function raw(url: string, method: string, path: string, headers: Record<string, string> = {}) {
  const { port } = new URL(url);
  const request = httpRequest({ port, method, path, headers }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const body = await text(response);
  return { status: response.statusCode!, code: /<Code>(\w+)</.exec(body)?.[1], body };
}

test('whatever a bucket, an upload or a source is called, nothing outside the folder is read or written', async (t) => {
  const { client, url, outer } = await startConfined(t);
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
  const before = await tree(outer);
  for (const name of NAMES) {
    const escaped = encodeURIComponent(name);
    for (const method of ['PUT', 'GET', 'HEAD', 'DELETE', 'POST']) {
      const answers = [
        await raw(url, method, `/${escaped}`),
        await raw(url, method, `/${escaped}/a`),
        await raw(url, method, `/${escaped}/?uploads`),
        await raw(url, method, `/${BUCKET}/a?uploadId=${escaped}&partNumber=1`),
        await raw(url, method === 'PUT' ? 'GET' : method, `/${BUCKET}/a?versionId=${escaped}`),
        await raw(url, 'PUT', `/${BUCKET}/b`, { 'x-amz-copy-source': escaped }),
        await raw(url, 'PUT', `/${BUCKET}/b`, { 'x-amz-copy-source': `/${BUCKET}/${escaped}` }),
        await raw(url, 'GET', `/${BUCKET}?prefix=${escaped}&marker=${escaped}&delimiter=${escaped}`),
      ];
      for (const { status, code, body } of answers) {
        t.true(
          status < 500 || code === 'NotImplemented' || (method === 'HEAD' && status === 501),
          `${name}: ${body}`,
        );
        t.false(body.includes('secret\n') || body.includes('root:'));
      }
    }
  }
  for (const path of [
    '/..',
    '/../secret',
    '/./secret',
    '/%2e%2e/secret',
    `/${BUCKET}/../../secret`,
    '//secret',
  ]) {
    const { status } = await raw(url, 'GET', path);
    t.is(status, 404, path);
  }
  const host = await raw(url, 'GET', '/secret', { host: '../...localhost' });
  t.is(host.status, 404);
  t.is((await raw(url, 'GET', `/${BUCKET}/a`)).body, 'a');
  const valid = (await raw(url, 'GET', '/')).body.match(/<Name>/g) ?? [];
  t.is(valid.length, 1 + NAMES.filter((name) => /^[a-z0-9][a-z0-9.-]+[a-z0-9]$/.test(name)).length);
  t.deepEqual(await tree(outer), before);
  t.is(await readFile(join(outer, 'secret'), 'utf8'), 'secret');
});
