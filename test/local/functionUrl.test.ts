import { once } from 'node:events';
import { request as ask, createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { openFunctionUrl } from '../../local/api/openFunctionUrl.ts';
import { openLambdaHost } from '../../local/lambda/openLambdaHost.ts';

const MB = 1e6;

/** A function behind its URL, and a server that the function waits for where it is told to. */
async function start(t: ExecutionContext, limits: object = {}) {
  const spec = {
    file: join(import.meta.dirname, 'fixtures/lambda/functionUrl.ts'),
    ...{ timeoutSeconds: 60, memoryMb: 256, maxRequestBytes: 64 * MB, environment: {} },
  };
  const host = openLambdaHost({
    functions: ['computing', 'pictures', 'others', 'working'].map((name) => ({
      ...{ ...spec, name, maximumConcurrency: 2 },
    })),
    region: 'us-east-1',
    onLog: () => {},
  });
  const handle = openFunctionUrl({
    invoke: host.invokeJson,
    names: { computing: 'computing', pictures: 'pictures', others: 'others', working: 'working' },
    ...{ concurrency: 2, pictures: 2, others: 2 },
    limits: { bytes: 10 * MB, bytesInAll: 40 * MB, milliseconds: 30_000, ...limits },
    stream: (_, response) => response.end(),
  });
  const server = createServer({ requestTimeout: 0 }, handle);
  const held: ServerResponse[] = [];
  const arrived: (() => void)[] = [];
  let isOpen = false;
  let waited = 0;
  const gate = createServer((_, response) => {
    waited++;
    if (isOpen) response.end();
    else held.push(response);
    arrived.shift()?.();
  });
  for (const one of [server, gate]) {
    one.listen(0, '127.0.0.1');
    await once(one, 'listening');
  }
  const portOf = (one: typeof server) => (one.address() as AddressInfo).port;
  const port = portOf(server);
  t.teardown(async () => {
    for (const one of [server, gate]) {
      one.close();
      one.closeAllConnections();
    }
    await host.stop({ graceMs: 0 });
  });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    hold: { do: `http://127.0.0.1:${portOf(gate)}` },
    /** Resolves when the next invocation waits. */
    holding: () => new Promise<void>((resolve) => arrived.push(resolve)),
    /** How many invocations have waited. */
    waited: () => waited,
    /** Nothing waits any more from now on. */
    release: () => {
      isOpen = true;
      for (const response of held.splice(0)) response.end();
    },
  };
}

const problem = async (response: Response) => {
  if (response.headers.get('content-type') !== 'application/problem+json') throw new Error('no problem');
  return (await response.json()) as { type: string; status: number };
};

/** What a server says to these bytes, until it closes or has said so much. */
async function say(port: number, bytes: string): Promise<{ socket: Socket; said: Promise<string> }> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  const said = text(socket);
  said.catch(() => {}); // who destroys the socket does not read on
  return { socket, said };
}

const HEAD = 'POST /v1/recognise HTTP/1.1\r\nhost: localhost\r\n';

test('a request comes to the function as it was sent', async (t) => {
  const { url } = await start(t);
  const response = await fetch(`${url}/v1/images/a%20b%2F%25.jpg?x=%C3%A9&y=`, {
    method: 'PUT',
    body: 'abc',
  });
  t.deepEqual(await response.json(), { path: '/v1/images/a%20b%2F%25.jpg', query: 'x=%C3%A9&y=', bytes: 3 });
});

test('an upload that does not come to its end is given up, and others are answered meanwhile', async (t) => {
  const { port, url } = await start(t, { milliseconds: 300 });
  const { said } = await say(port, `${HEAD}content-length: 1000\r\n\r\nabc`);
  t.is((await fetch(`${url}/v1/recognise`, { method: 'POST', body: 'x' })).status, 200);
  const answer = await said;
  t.regex(answer, /^HTTP\/1\.1 408 /);
  t.regex(answer, /"type":"urn:face-inbox:too-slow"/);
  t.regex(answer, /connection: close/i);
});

test('a body that is too large is refused by what it announces, before it is sent', async (t) => {
  const { port } = await start(t);
  const { socket } = await say(port, `${HEAD}content-length: ${100 * MB}\r\n\r\n`);
  const [first] = await once(socket, 'data');
  t.regex(String(first), /^HTTP\/1\.1 413 /);
  socket.destroy();
});

test('of 100 MB that are sent all the same the client sees why they are not taken', async (t) => {
  const { url } = await start(t);
  const response = await fetch(`${url}/v1/recognise`, { method: 'POST', body: new Uint8Array(100 * MB) });
  t.is(response.status, 413);
  t.is((await problem(response)).type, 'urn:face-inbox:too-large');
});

test('a body of unknown length is refused', async (t) => {
  const { port } = await start(t);
  const request = ask({ port, method: 'POST', path: '/v1/recognise', host: '127.0.0.1' });
  request.write('abc');
  const [response] = await once(request, 'response');
  t.is(response.statusCode, 411);
  request.end();
  t.regex(await text(response), /length-required/);
});

test('bodies on their way are held up to a sum, and what comes then is to come again', async (t) => {
  const { port, url } = await start(t, { bytesInAll: 1000 });
  const { socket } = await say(port, `${HEAD}content-length: 900\r\n\r\n${'x'.repeat(899)}`);
  // Until those are held another is taken.
  let status = 0;
  while (status !== 429) {
    const response = await fetch(`${url}/v1/recognise`, { method: 'POST', body: 'x'.repeat(200) });
    status = response.status;
    if (status === 429) t.is(response.headers.get('retry-after'), '1');
    await response.body?.cancel();
  }
  socket.destroy();
  while (status !== 200)
    status = (await fetch(`${url}/v1/recognise`, { method: 'POST', body: 'x'.repeat(200) })).status;
  t.pass('what is let go of makes room');
});

test('of a storm as many wait as have a chance, the others are told when to come again', async (t) => {
  const { url, hold, release } = await start(t);
  const statuses: number[] = [];
  const refused = Promise.withResolvers<void>();
  const storm = Array.from({ length: 30 }, async () => {
    const response = await fetch(`${url}/v1/recognise`, { method: 'POST', body: 'x', headers: hold });
    statuses.push(response.status);
    if (response.status === 429) t.is(response.headers.get('retry-after'), '1');
    await response.text();
    if (statuses.length === 12) refused.resolve();
  });
  await refused.promise;
  t.is((await fetch(`${url}/v1/stats`)).status, 200, 'what runs no networks does not wait for them');
  release();
  await Promise.all(storm);
  t.is(statuses.filter((status) => status === 200).length, 18);
  t.is(statuses.filter((status) => status === 429).length, 12);
});

test('who goes away while waiting is not worked for', async (t) => {
  const { url, hold, holding, release } = await start(t);
  const isHeld = Promise.all([holding(), holding()]);
  const first = [1, 2].map(() => fetch(`${url}/v1/recognise`, { method: 'POST', body: 'x', headers: hold }));
  await isHeld;
  const gone = new AbortController();
  const left = fetch(`${url}/v1/recognise`, {
    method: 'POST',
    body: 'x',
    headers: hold,
    signal: gone.signal,
  });
  const last = fetch(`${url}/v1/recognise`, { method: 'POST', body: 'x' });
  gone.abort();
  await t.throwsAsync(left);
  release();
  t.deepEqual(
    (await Promise.all(first)).map(({ status }) => status),
    [200, 200],
  );
  t.is((await last).status, 200);
});

test('pictures that are made hold up neither who reads nor who has a photo looked at', async (t) => {
  const { url, hold, holding, release } = await start(t);
  const isHeld = Promise.all([holding(), holding()]);
  const pictures = Array.from({ length: 20 }, (_, at) =>
    fetch(`${url}/v1/images/${at}/picture`, { headers: hold }),
  );
  await isHeld;
  t.is((await fetch(`${url}/v1/images/0`)).status, 200);
  t.is((await fetch(`${url}/v1/recognise`, { method: 'POST', body: 'x' })).status, 200);
  release();
  t.true((await Promise.all(pictures)).every(({ status }) => status === 200));
});

test('a picture that several ask for is made once, also when the first of them goes away', async (t) => {
  const { url, hold, holding, release, waited } = await start(t);
  const isHeld = holding();
  const gone = new AbortController();
  const ask = (headers: Record<string, string>, signal?: AbortSignal) =>
    fetch(`${url}/v1/images/a/picture`, { headers, ...(signal && { signal }) });
  const first = ask(hold, gone.signal);
  await isHeld;
  const others = Array.from({ length: 5 }, () => ask(hold));
  const another = ask({ ...hold, accept: 'image/jpeg' });
  await holding();
  gone.abort();
  await t.throwsAsync(first);
  release();
  t.true((await Promise.all([...others, another])).every(({ status }) => status === 200));
  t.is(waited(), 2, 'one of each type');
});

test('a function that dies fails its own request, and not the next', async (t) => {
  const { url } = await start(t);
  const response = await fetch(`${url}/v1/recognise`, { method: 'POST', body: 'x', headers: { do: 'die' } });
  t.is(response.status, 500);
  t.is((await problem(response)).type, 'urn:face-inbox:function-failed');
  t.is((await fetch(`${url}/v1/recognise`, { method: 'POST', body: 'x' })).status, 200);
});

test('a thousand open connections keep nobody from being answered', async (t) => {
  const { port, url } = await start(t);
  const sockets = await Promise.all(
    Array.from({ length: 1000 }, async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    }),
  );
  for (const socket of sockets.slice(0, 500)) socket.write(`${HEAD}content-length: 100\r\n\r\nab`);
  t.is((await fetch(`${url}/v1/recognise`, { method: 'POST', body: 'x' })).status, 200);
  t.is((await fetch(`${url}/v1/stats`)).status, 200);
  for (const socket of sockets) socket.destroy();
});
