import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { ExecutionContext } from 'ava';
import { BUCKET } from './s3Server.ts';

const SERVER = fileURLToPath(new URL('./s3ChildServer.ts', import.meta.url));
/** With the young generation that `npm start` has. */
const NODE = [process.execPath, '--max-semi-space-size=1', '--disable-warning=ExperimentalWarning'];

export interface S3Child {
  url: string;
  client: S3Client;
  /** Bytes: the most memory that the process has had. */
  peakMemory(): Promise<number>;
  /** What it has below its folder, as the process sees it. */
  files(): Promise<string[]>;
}

/**
 * An S3 in a process of its own, with the bucket in it; killed when the test ends. `wrap` makes a command of the one
 * that starts it, where it is to live under a limit.
 */
export async function startChild(
  t: ExecutionContext,
  dir: string,
  wrap: (command: string[]) => string[] = (command) => command,
): Promise<S3Child> {
  const [program, ...rest] = wrap([...NODE, SERVER, dir]);
  const child = spawn(program!, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  t.teardown(async () => {
    const gone = once(child, 'exit');
    if (child.kill('SIGKILL')) await gone;
  });
  const url = await Promise.race([answerOf<string>(child), died(child)]);
  const client = new S3Client({
    endpoint: url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  t.teardown(() => client.destroy());
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const ask = <T>(question: string) => {
    child.send(question);
    return answerOf<T>(child);
  };
  return { url, client, peakMemory: () => ask('memory'), files: () => ask('files') };
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const [answer] = (await once(child, 'message')) as [T];
  return answer;
}

async function died(child: ChildProcess): Promise<never> {
  const [code, signal] = await once(child, 'exit');
  throw new Error(`The S3 in a process of its own ended at its start with ${code ?? signal}.`);
}
