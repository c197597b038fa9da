import { EventEmitter } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import dynalite from 'dynalite';
import parts, { type Store } from 'dynalite/db/index.js';
import { within } from '../lambda/within.ts';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface Dynalite {
  /** One operation of DynamoDB, with its input as JSON text. Errors of DynamoDB are answers too. */
  call(operation: string, input: string, headers?: Record<string, string>): Promise<Answer>;
  /** Does `work` while no operation is under way and none begins; they wait for its end, and so must not be part of it. */
  quietly<T>(work: () => T | Promise<T>): Promise<T>;
  /** What the operations read and write. Only for use in `quietly`, but for the descriptions of tables. */
  store: Store;
  close(): Promise<void>;
}

/** An operation takes milliseconds; one that never ends must not hold up all others. */
const QUIET_MS = 10_000;

/** It checks that a request is signed, not by whom. */
const SIGNED = {
  authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/dynamodb/aws4_request, SignedHeaders=host, Signature=a',
  'x-amz-date': '20260101T000000Z',
  'content-type': 'application/x-amz-json-1.0',
};

/**
 * dynalite, kept in LevelDB at `dir`. Tables are ready as soon as they are made. It never sees a connection: where a
 * client hangs up in the middle of a request, dynalite 4 throws what ends the process.
 */
export async function openDynalite(dir: string, region: string): Promise<Dynalite> {
  await mkdir(dir, { recursive: true });
  // dynalite takes the region and account of its ARNs from the environment, and from nowhere else.
  process.env.AWS_REGION ??= region;
  const { server, store } = startDynalite({
    path: dir,
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  // dynalite closes its database only together with a server that listens, so this one does, and answers nobody:
  // it would let pages of any site read the tables.
  const [answer] = server.listeners('request') as [(request: object, response: object) => void];
  server.removeAllListeners('request').on('connection', (socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const answerOne = (operation: string, input: string, headers: Record<string, string>): Promise<Answer> => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const given: Record<string, string> = {};
    const response = {
      statusCode: 200,
      setHeader(name: string, value: string | number) {
        given[name.toLowerCase()] = String(value);
      },
      end(body = '') {
        resolve({ status: response.statusCode, headers: given, body });
      },
    };
    const all = { ...SIGNED, ...headers, 'x-amz-target': `DynamoDB_20120810.${operation}` };
    const request = Object.assign(new EventEmitter(), { method: 'POST', url: '/', headers: all });
    try {
      answer.call(server, request, response);
      if (input !== '') request.emit('data', Buffer.from(input));
      request.emit('end');
    } catch (error) {
      reject(error as Error);
    }
    return promise;
  };

  const underWay = new Set<Promise<unknown>>();
  let quiet: Promise<unknown> | undefined;
  return {
    store,
    async call(operation, input, headers = SIGNED) {
      while (quiet !== undefined) await quiet;
      const answered = answerOne(operation, input, headers);
      underWay.add(answered);
      return await answered.finally(() => underWay.delete(answered));
    },
    async quietly(work) {
      while (quiet !== undefined) await quiet;
      const { promise, resolve } = Promise.withResolvers<void>();
      quiet = promise;
      try {
        await within(QUIET_MS, Promise.allSettled(underWay));
        if (underWay.size > 0)
          throw new Error(`A table is still at work after ${QUIET_MS / 1000} s. Try again.`);
        return await work();
      } finally {
        quiet = undefined;
        resolve();
      }
    },
    close: promisify(server.close.bind(server)) as () => Promise<void>,
  };
}

/** dynalite keeps its store to itself: it is taken from the function that makes it, which it calls when it starts. */
function startDynalite(options: Parameters<typeof dynalite>[0]) {
  const { create } = parts;
  let store: Store | undefined;
  parts.create = (given) => {
    store = create(given);
    return store;
  };
  try {
    const server = dynalite(options);
    return { server, store: store! };
  } finally {
    parts.create = create;
  }
}
