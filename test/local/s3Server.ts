import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { ExecutionContext } from 'ava';
import { type LocalS3, openS3, type S3Options } from '../../local/s3/openS3.ts';
import { filesOf } from './filesOf.ts';

export const BUCKET = 'face-inbox';
export const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:images';

export interface Delivered {
  queue: string;
  // biome-ignore lint/suspicious/noExplicitAny: a message is whatever JSON arrived; the tests look into it
  message: any;
}

export interface S3Server {
  dir: string;
  s3: LocalS3;
  client: S3Client;
  url: string;
  port: number;
  /** Every message that was delivered, in order. */
  delivered: Delivered[];
  clientWith(config: S3ClientConfig): S3Client;
  /** Names of the files below bodies/ and tmp/. */
  files(): Promise<string[]>;
  close(): Promise<void>;
}

interface Options {
  dir?: string;
  bucket?: boolean;
  deliver?: (queue: string, body: string) => Promise<void>;
  publish?: S3Options['publish'];
  patienceMs?: number;
}

/** An S3 behind a server of its own on port 0, with the bucket in it; closed and deleted when the test ends. */
export async function startS3(t: ExecutionContext, options: Options = {}): Promise<S3Server> {
  const dir = options.dir ?? (await newDir(t));
  const delivered: Delivered[] = [];
  const deliver =
    options.deliver ??
    (async (queue: string, body: string) => {
      delivered.push({ queue, message: JSON.parse(body) });
    });
  const s3 = await openS3({
    dir,
    region: 'us-east-1',
    deliver,
    ...(options.publish && { publish: options.publish }),
    ...(options.patienceMs !== undefined && { patienceMs: options.patienceMs }),
  });
  const server = createServer(s3.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const clients: S3Client[] = [];
  const clientWith = (config: S3ClientConfig) => {
    const client = new S3Client({
      endpoint: url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      maxAttempts: 1,
      ...config,
    });
    clients.push(client);
    return client;
  };
  const client = clientWith({});
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= (async () => {
      for (const one of clients) one.destroy();
      await s3.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    })();
    return closed;
  };
  t.teardown(close);
  if (options.bucket !== false) await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return { dir, s3, client, url, port, delivered, clientWith, files: () => filesOf(dir), close };
}

export async function newDir(t: ExecutionContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-s3-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** The name and status of the SDK's error. */
export async function failure(
  t: ExecutionContext,
  work: Promise<unknown>,
): Promise<{ code: string; status: number }> {
  const error = await t.throwsAsync(work);
  const { name, $metadata, Code } = error as Error & {
    $metadata?: { httpStatusCode?: number };
    Code?: string;
  };
  return { code: Code ?? name, status: $metadata?.httpStatusCode ?? 0 };
}

/** As many bytes as asked, different for each seed, with no short period. */
export function bytes(length: number, seed = 1): Buffer<ArrayBuffer> {
  const out = Buffer.alloc(length);
  let x = (seed * 2654435761) >>> 0 || 1;
  for (let i = 0; i < length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    out[i] = x;
  }
  return out;
}
