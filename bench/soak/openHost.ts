import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clients, queueUrl } from '../../local/deploy.ts';
import { clientsOf } from '../../local/openServices.ts';
import { startFlags, startScript } from '../local/startCommand.ts';
import { SoakError } from './SoakError.ts';

/** What `npm start` starts, in a process of its own, which can be killed and started again at the same place. */
export interface Host {
  endpoint: string;
  region: string;
  clients: Clients;
  queueUrl(name: string): string;
  pid(): number;
  /** Does it again where a restart has come between. */
  surely<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when it is up; at once if it is. */
  up(): Promise<void>;
  /**
   * kill -9, and again what `npm start` does, on the folder that is left.
   * @param prepare is done over and over meanwhile, so also between the deploying, which undoes it, and the first work of
   * the functions, whose processes take longer to start; it may fail
   */
  restart(prepare: () => Promise<void>): Promise<void>;
  /** What it has told of as wrong, in its own words; of the last ones. */
  complaints(): string[];
  /** In order. */
  stop(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, '../..');
const REGION = 'us-east-1';
const LAST = 200;
const PREPARE_MS = 50;

/** @throws SoakError where it does not come up */
export async function openHost(dir: string, environment: Record<string, string>): Promise<Host> {
  const complaints: string[] = [];
  let child: ChildProcess;
  let starts = 0;
  let up: Promise<void> = Promise.resolve();

  const start = async (port: number): Promise<string> => {
    const args = [...startFlags, join(ROOT, startScript), '--port', String(port), '--data', dir];
    const started = spawn(process.execPath, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    starts++;
    const endpoint = Promise.withResolvers<string>();
    const said: string[] = [];
    for (const stream of [started.stdout, started.stderr])
      createInterface(stream).on('line', (line) => {
        if (said.length < LAST) said.push(line);
        if (line.startsWith('!')) complaints.push(line);
        if (complaints.length > LAST) complaints.shift();
        const found = /^ *endpoint +(http\S+)/.exec(line);
        if (found) endpoint.resolve(found[1]!);
      });
    started.once('close', () =>
      endpoint.reject(new SoakError(`The system has not come up; it has printed: ${said.join('\n')}`)),
    );
    return endpoint.promise;
  };

  // Whoever ends the soak ends what it has started; the functions see by themselves that their host is gone.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      child.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
      process.exit(130);
    });
  const endpoint = await start(0);
  const port = Number(new URL(endpoint).port);
  const clients = clientsOf(endpoint, REGION);
  return {
    endpoint,
    region: REGION,
    clients,
    queueUrl: (name) => queueUrl(endpoint, name),
    pid: () => child.pid!,
    up: () => up,
    async surely(work) {
      for (;;) {
        await up;
        const before = starts;
        try {
          return await work();
        } catch (error) {
          await up;
          if (starts === before) throw error;
        }
      }
    },
    async restart(prepare) {
      const gone = once(child, 'close');
      child.kill('SIGKILL');
      up = gone.then(async () => {
        const starting = start(port);
        await Promise.all([starting, keepDoing(prepare, starting)]);
      });
      await up;
    },
    complaints: () => complaints,
    async stop() {
      await up.catch(() => {}); // whoever restarted it has heard of it
      for (const client of Object.values(clients)) client.destroy();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'close');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Resolves after the first time that is begun once `until` is settled. */
async function keepDoing(work: () => Promise<void>, until: Promise<unknown>): Promise<void> {
  let over = false;
  const end = () => {
    over = true;
  };
  until.then(end, end);
  for (let last = false; !last; ) {
    last = over;
    await work().catch(() => {}); // nobody may be there yet
    if (!last) await sleep(PREPARE_MS);
  }
}
