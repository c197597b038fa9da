import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Access } from '../apply/connect.ts';
import type { Known } from '../apply/resolve.ts';
import { serverProgram } from './servers.ts';
import { theStack } from './theStack.ts';

export interface Packages {
  /**
   * Runs a function of the stack once, from its package, in a process of its own with the stack's environment.
   * @param options.daysAhead of the clock that it sees
   */
  run(
    role: string,
    event: unknown,
    options: { access: Access; daysAhead?: number },
  ): Promise<{ answer: unknown; log: string }>;
  remove(): Promise<void>;
}

export async function openPackages(known: Known): Promise<Packages> {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-packages-'));
  const unpacked = new Map<string, Promise<string>>();
  const unpack = async (role: string): Promise<string> => {
    const zip = resolve(theStack().folder, String(known.get(`aws_s3_object.${role}`)!.source));
    const to = join(folder, role);
    await promisify(execFile)(serverProgram('python3'), ['-m', 'zipfile', '-e', zip, to]);
    return to;
  };
  return {
    async run(role, event, { access, daysAhead }) {
      if (!unpacked.has(role)) unpacked.set(role, unpack(role));
      const { environment, timeout } = known.get(`aws_lambda_function.${role}`) as {
        environment: { variables: Record<string, string> };
        timeout: number;
      };
      const script = (name: string) => join(import.meta.dirname, name);
      const clock = daysAhead === undefined ? [] : ['--import', pathToFileURL(script('laterClock.mjs')).href];
      const argv = [...clock, script('invokeOnce.mjs'), await unpacked.get(role)!, String(timeout)];
      const { endpoint, region, credentials } = access;
      const child = spawn(process.execPath, argv, {
        env: {
          ...environment.variables,
          ...{ PATH: process.env.PATH, AWS_ENDPOINT_URL: endpoint, AWS_REGION: region },
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          AWS_SESSION_TOKEN: credentials.sessionToken,
          DAYS_AHEAD: String(daysAhead ?? 0),
        },
      });
      child.stdin.end(JSON.stringify(event));
      const [answer, log] = await Promise.all([text(child.stdout), text(child.stderr)]);
      if (answer === '') throw new Error(`${role} gave no answer:\n${log}`);
      return { answer: JSON.parse(answer), log };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
