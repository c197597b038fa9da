import {
  Agent,
  request as ask,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { randomNumbers } from '../../../bench/accuracy/statistics/randomNumbers.ts';
import { operationOf } from './operationOf.ts';

interface SeenRequest {
  /** `service:Operation` */
  operation: string;
  url: string;
  body: Buffer;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** One request on its way, in the hands of a fault. */
export interface Exchange {
  request: SeenRequest;
  incoming: IncomingMessage;
  /** Has the service do it; each call once more. */
  forward(): Promise<Answer>;
  reply(answer: Answer): void;
  /** What an answer is written to byte by byte. */
  response: ServerResponse;
  /** The client's connection. */
  socket: Socket;
}

/** What becomes of a request instead of being forwarded and answered. */
export type Fault = (exchange: Exchange) => unknown;

interface Where {
  /** As often as that; without it until removed. */
  times?: number;
  /** For so long, from the first time on. */
  forMs?: number;
  /** Of the requests, chosen by the proxy's random numbers. */
  share?: number;
  /** Only requests that have this, or all of these, in their URL or body. */
  about?: string | string[];
}

interface Injection {
  /** How often it was applied. */
  hits: number;
  /** Resolves when it is applied for the first time. */
  first: Promise<void>;
  remove(): void;
}

interface Injected {
  operation: string;
  fault: Fault;
  where: Where;
  injection: Injection;
  /** When it was applied for the first time. */
  began?: number;
  hit(): void;
}

export interface FaultyProxy {
  endpoint: string;
  /** All that has come, faults or none. */
  requests: SeenRequest[];
  /** Applies a fault to the requests for an operation, `dynamodb:PutItem`, or of a service, `s3:*`. The newest goes first. */
  on(operation: string, fault: Fault, where?: Where): Injection;
  /** The next request for the operation that comes after this call. */
  next(operation: string): Promise<SeenRequest>;
  /** Removes all faults. */
  heal(): void;
  close(): Promise<void>;
}

/**
 * A server between clients and the services at `target`, which knows what each request asks for and does to it what
 * the test has named. Which requests of a `share` are hit depends on `seed` and on their order alone.
 */
export async function openFaultyProxy(target: string, seed = 0): Promise<FaultyProxy> {
  const random = randomNumbers(seed);
  const requests: SeenRequest[] = [];
  const awaited = new Map<string, PromiseWithResolvers<SeenRequest>>();
  let faults: Injected[] = [];
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(target);

  const faultFor = ({ operation, url, body }: SeenRequest) =>
    faults.find(({ operation: pattern, where: { times, forMs, share, about }, injection, began }) => {
      if (pattern !== operation && pattern !== `${operation.split(':')[0]}:*`) return false;
      if (times !== undefined && injection.hits >= times) return false;
      if (forMs !== undefined && performance.now() > (began ?? Number.POSITIVE_INFINITY) + forMs)
        return false;
      if (about && ![about].flat().every((text) => url.includes(text) || body.includes(text))) return false;
      return share === undefined || random() < share;
    });

  const server = createServer({ requestTimeout: 0 }, async (incoming, response) => {
    const body = await buffer(incoming).catch(() => undefined);
    if (!body) return;
    const request = { operation: operationOf(incoming), url: incoming.url ?? '', body };
    requests.push(request);
    awaited.get(request.operation)?.resolve(request);
    awaited.delete(request.operation);
    const found = faultFor(request);
    found?.hit();
    const exchange: Exchange = {
      request,
      incoming,
      forward: () => forward(incoming, body, response),
      reply: (answer) => reply(response, answer, incoming.method === 'HEAD'),
      response,
      socket: incoming.socket,
    };
    try {
      if (found) await found.fault(exchange);
      else exchange.reply(await exchange.forward());
    } catch {
      response.destroy(); // the service has gone, and so does this connection
    }
  });

  function forward(incoming: IncomingMessage, body: Buffer, response: ServerResponse): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { method, url, headers } = incoming;
      const onward = ask({ hostname, port, method, path: url, headers, agent }, async (answer) => {
        const { statusCode: status = 500, headers } = answer;
        buffer(answer).then((body) => resolve({ status, headers, body }), reject);
      });
      // A client that hangs up, at a long poll, hangs up at the service too.
      response.once('close', () => onward.destroy());
      onward.on('error', reject).end(body);
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    on(operation, fault, where = {}) {
      const first = Promise.withResolvers<void>();
      const remove = () => {
        faults = faults.filter((one) => one.injection !== injection);
      };
      const injection: Injection = { hits: 0, first: first.promise, remove };
      const injected: Injected = {
        operation,
        fault,
        where,
        injection,
        hit() {
          injection.hits++;
          injected.began ??= performance.now();
          first.resolve();
        },
      };
      faults.unshift(injected);
      return injection;
    },
    next(operation) {
      const waits = awaited.get(operation) ?? Promise.withResolvers<SeenRequest>();
      awaited.set(operation, waits);
      return waits.promise;
    },
    heal: () => {
      faults = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        agent.destroy();
      }),
  };
}

/** Of one connection alone, and said anew for the other. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

export function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}

/** The length that a HEAD is answered with is of what is not sent. */
function reply(response: ServerResponse, { status, headers, body }: Answer, isHead: boolean): void {
  const length = isHead ? headers['content-length'] : body.length;
  response
    .writeHead(status, { ...endToEnd(headers), ...(length !== undefined && { 'content-length': length }) })
    .end(body);
}
