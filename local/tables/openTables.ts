import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import dynalite from 'dynalite';

export interface LocalTables {
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/** DynamoDB by dynalite, kept in LevelDB at `dir`. Tables are ready as soon as they are made. */
export async function openTables(dir: string, region: string): Promise<LocalTables> {
  await mkdir(dir, { recursive: true });
  // dynalite takes the region and account of its ARNs from the environment, and from nowhere else.
  process.env.AWS_REGION ??= region;
  const server = dynalite({ path: dir, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  // Requests come from the gateway in process. dynalite closes its database only together with a server that
  // listens, so this one does, and answers nobody: it would let pages of any site read the tables.
  const [answer] = server.listeners('request') as [LocalTables['handle']];
  server.removeAllListeners('request').on('connection', (socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    handle: (request, response) => answer.call(server, request, response),
    close: promisify(server.close.bind(server)) as () => Promise<void>,
  };
}
