import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Access } from '../apply/connect.ts';
import { serverProgram } from './servers.ts';
import { startServer } from './startServer.ts';

export interface Moto {
  access: Access;
  /** From now on policies are in force, or nobody is asked for any. */
  enforce(on: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** moto's server, on which nobody is asked for a right at first. */
export async function startMoto(): Promise<Moto> {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-moto-'));
  const { port, stop } = await startServer({
    program: serverProgram('moto_server'),
    argv: (port) => ['-H', '127.0.0.1', '-p', String(port)],
    env: () => ({ HOME: folder, TMPDIR: folder }),
    cwd: folder,
    answers: (port) =>
      fetch(`http://127.0.0.1:${port}/moto-api/data.json`).then(
        ({ ok }) => ok,
        () => new Promise((resolve) => setTimeout(resolve, 50, false)),
      ),
  });
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    access: {
      ...{ endpoint, region: 'us-east-1' },
      credentials: { accessKeyId: 'owner', secretAccessKey: 'owner' },
    },
    async enforce(on) {
      // The number of calls that nobody is asked for a right to.
      const body = on ? '0' : 'inf';
      const { ok } = await fetch(`${endpoint}/moto-api/reset-auth`, { method: 'POST', body });
      if (!ok) throw new Error('moto did not take the setting');
    },
    async stop() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
