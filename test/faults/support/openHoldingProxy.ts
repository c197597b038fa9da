import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request asks for, as far as it tells. */
export interface Asked {
  /** `PutItem`, `PutEvents`, ...; of S3 the method. */
  action: string;
  /** The body; of S3 the path with the key, decoded. */
  text: string;
}

interface Hold {
  /** Resolves when the request is there. */
  reached: Promise<void>;
  /** Lets it go on; nothing happens where whoever asked is gone. */
  release(): void;
}

export interface HoldingProxy {
  /** Stops the next request that matches, before the service has seen it or when it has done it and is not heard yet. */
  hold(when: 'before' | 'after', matches: (asked: Asked) => boolean): Hold;
  /** All that were asked. */
  asked: Asked[];
  close(): Promise<void>;
  endpoint: string;
}

/** A server between the functions and the endpoint, which passes all on as it is, and can stop single requests. */
export async function openHoldingProxy(endpoint: string): Promise<HoldingProxy> {
  const { hostname, port } = new URL(endpoint);
  const holds = new Set<{
    when: string;
    matches(asked: Asked): boolean;
    wait(gone: Promise<void>): Promise<void>;
  }>();
  const asked: Asked[] = [];

  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const body = Buffer.concat(await request.toArray());
    const one = readAsked(request, body);
    asked.push(one);
    const gone = new Promise<void>((resolve) => response.once('close', resolve));
    const hold = [...holds].find(({ matches }) => matches(one));
    if (hold) holds.delete(hold);
    if (hold?.when === 'before') await hold.wait(gone);
    // A process that was killed before it asked has not asked.
    if (response.destroyed) return;
    const { method, url: path, headers } = request;
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      ask({ hostname, port, method, path, headers }, resolve).on('error', reject).end(body),
    );
    const content = Buffer.concat(await answer.toArray());
    if (hold?.when === 'after') await hold.wait(gone);
    response.writeHead(answer.statusCode!, answer.headers).end(content);
  };

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    hold(when, matches) {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      const wait = (gone: Promise<void>) => {
        reached.resolve();
        return Promise.race([released.promise, gone]);
      };
      holds.add({ when, matches, wait });
      return { reached: reached.promise, release: released.resolve };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function readAsked({ headers, method = '', url = '' }: IncomingMessage, body: Buffer): Asked {
  const target = headers['x-amz-target'];
  if (target === undefined) return { action: method, text: decodeURIComponent(url) };
  return { action: String(target).split('.').at(-1)!, text: body.toString() };
}
