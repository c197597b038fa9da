import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const candidates = [process.env.FACE_INBOX_AWS, join(import.meta.dirname, '../../.venv/bin/aws'), 'aws'];

/** The stock AWS CLI, or undefined where there is none; `.ci/run` installs it. */
export const awsPath = candidates.find((path) => {
  if (!path || (path.includes('/') && !existsSync(path))) return false;
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

/** Runs `aws ...` against the endpoint, as the README tells newcomers to; gives what it prints. */
export async function aws(endpoint: string, ...args: string[]): Promise<string> {
  // Version 1 of the AWS CLI takes SQS's endpoint from a list of its own unless it is given here.
  const explicit = args[0] === 'sqs' ? ['--endpoint-url', endpoint] : [];
  const { stdout } = await promisify(execFile)(awsPath ?? 'aws', [...args, ...explicit], {
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_ENDPOINT_URL: endpoint,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
    },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** The answer of a command that prints JSON. */
export async function awsJson<T>(endpoint: string, ...args: string[]): Promise<T> {
  return JSON.parse(await aws(endpoint, ...args, '--output', 'json')) as T;
}
