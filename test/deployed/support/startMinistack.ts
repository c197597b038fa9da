import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Access } from '../apply/connect.ts';
import { serverProgram } from './servers.ts';
import { type Server, startServer } from './startServer.ts';

export interface Ministack {
  endpoint: string;
  /** Where it keeps all that it writes; the packages of its functions lie unpacked in there. */
  folder: string;
  /** The file of its certificate, for programs that are told so by `AWS_CA_BUNDLE`. */
  certificate: string;
  /** Everything in an account of its own: what is applied in one, no other sees. */
  access(account: string): Access;
  output: Server['output'];
  printed: Server['printed'];
  stop(): Promise<void>;
}

/**
 * ministack with TLS, as the bucket's policy asks for, and with the policies of roles, queues and buckets in force. Its
 * functions are processes of the Node.js that runs this one.
 */
export async function startMinistack(): Promise<Ministack> {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-ministack-'));
  const { port, output, printed, stop } = await startServer({
    program: serverProgram('ministack'),
    argv: () => [],
    env: (port) => ({
      ...{ AUTH: 'true', USE_SSL: '1', GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1' },
      ...{ TMPDIR: folder, HOME: folder, SFTP_ENABLED: '0', IOT_MTLS_ENABLED: '0' },
    }),
    cwd: folder,
    answers,
  });
  const certificate = join(folder, 'ministack-tls/server.crt');
  const ca = await readFile(certificate, 'utf8');
  const endpoint = `https://127.0.0.1:${port}`;
  return {
    endpoint,
    folder,
    certificate,
    // Its root user of an account: the account's number is the key.
    access: (account) => ({
      ...{ endpoint, ca, region: 'us-east-1' },
      credentials: { accessKeyId: account, secretAccessKey: 'test' },
    }),
    output,
    printed,
    async stop() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Its certificate is not looked at here: the file is there only once it answers. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(
      { host: '127.0.0.1', port, path: '/_ministack/ready', rejectUnauthorized: false },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode === 200));
      },
    );
    asked.once('error', () => setTimeout(resolve, 50, false));
    asked.end();
  });
}
