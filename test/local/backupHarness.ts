import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import type { ExecutionContext } from 'ava';
import { readSettings } from '../../config/settings.ts';
import { openFolder } from '../../data/openFolder.ts';
import { restoreFolder } from '../../data/restoreFolder.ts';
import { deploy } from '../../local/deploy.ts';
import { openServices } from '../../local/openServices.ts';
import { topology } from '../../stacks/topology.ts';

export const REGION = 'us-east-1';
export const Bucket = 'face-inbox';

export async function newDir(t: ExecutionContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-backup-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** All services on a folder, deployed, without the functions: messages stay in the queue of the inbox. */
export async function startServices(t: ExecutionContext, folder: string) {
  const plan = topology(readSettings({}));
  const unlock = await openFolder(folder);
  const services = await openServices({
    dir: folder,
    port: 0,
    region: REGION,
    plan,
    parts: {},
    onError: (error) => t.log(error),
  });
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= services.close().then(unlock);
    return closed;
  };
  t.teardown(close);
  await deploy(services.clients, plan, REGION);
  const { s3 } = services.clients;
  return {
    ...services,
    folder,
    plan,
    close,
    put: (Key: string, Body: PutObjectCommandInput['Body']) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body })),
    read: async (Key: string) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from(await Body!.transformToByteArray());
    },
    keys: async () => {
      const keys: string[] = [];
      for (let ContinuationToken: string | undefined; ; ) {
        const page = await s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
        keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
        if (!page.IsTruncated) return keys;
        ContinuationToken = page.NextContinuationToken;
      }
    },
  };
}

export type Services = Awaited<ReturnType<typeof startServices>>;

/** The answer to a request for a backup, as the command sends it, or with other headers. */
export function ask(
  endpoint: string,
  headers: Record<string, string> = { 'x-face-inbox': 'backup' },
  method = 'POST',
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(new URL('/v1/backup', endpoint), { method, headers, agent: false }, resolve)
      .on('error', reject)
      .end();
  });
}

/** The backup of what runs at `endpoint`, in a file. */
export async function backUp(endpoint: string, file: string): Promise<string> {
  const answer = await ask(endpoint);
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode}`);
  await pipeline(answer, createWriteStream(file));
  return file;
}

/** The services on what a backup has restored. */
export async function startRestored(t: ExecutionContext, file: string): Promise<Services> {
  const folder = join(await newDir(t), 'restored');
  await restoreFolder({ file, folder, force: false });
  return startServices(t, folder);
}
