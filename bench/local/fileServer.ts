/**
 * A plain file server: what Node.js alone does for GET and PUT of whole files. Its argument is a folder, its first
 * message says where it listens. Speaks with measureBodies.ts.
 */
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const [dir] = process.argv.slice(2);
if (!process.send || dir === undefined)
  throw new Error('This script answers to a parent process; run `npm run bench:local`.');

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('disconnect', () => process.exit());

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = join(dir!, basename(request.url!));
  if (request.method === 'PUT') {
    await pipeline(request, createWriteStream(path));
    response.end();
  } else {
    response.setHeader('content-length', statSync(path).size);
    await pipeline(createReadStream(path), response);
  }
}
