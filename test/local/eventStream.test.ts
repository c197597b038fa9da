import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import { openEventStream } from '../../local/api/openEventStream.ts';

test('who has left before the stream begins is no reader of it', async (t) => {
  const stream = openEventStream('bus');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const ask = async () => {
    const asking = request({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    asking.on('error', () => {}).end();
    const [incoming, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
    return { asking, incoming, response };
  };
  const stays = await ask();
  const leaves = await ask();
  leaves.asking.destroy();
  await once(leaves.response, 'close');
  for (const { incoming, response } of [stays, leaves]) stream.handle(incoming, response);
  // Ends all readers.
  stream.close();
  t.true(stays.response.writableEnded);
  t.false(leaves.response.writableEnded);
});
