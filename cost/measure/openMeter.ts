import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { serviceOf } from '../../local/gateway/serviceOf.ts';
import type { Table } from '../../store/tables.ts';
import type { Attributes } from '../capacity/itemSize.ts';
import { readUnits, writeUnits } from '../capacity/writeUnits.ts';
import { noUsage, type Usage } from './Usage.ts';

/** What one event of 64 KB at most is billed as ("Amazon EventBridge pricing"). */
const EVENT_BYTES = 64 * 1024;
/** Of the time in an entry ("Calculating Amazon EventBridge event entry size"). */
const TIME_BYTES = 14;
/** Of a query or scan that finds nothing. */
const LEAST_READ = 0.5;

/** A server between the functions and the services, which counts what is asked of these. */
export interface Meter {
  endpoint: string;
  /** What was counted since the last call. */
  take(): Usage;
  close(): Promise<void>;
}

/** @param db of the services themselves: it looks at items without being counted */
export async function openMeter(target: string, db: DynamoDBClient, tables: Table[]): Promise<Meter> {
  const { hostname, port } = new URL(target);
  let usage = noUsage();

  const server = createServer(async (incoming, response) => {
    try {
      const body = await buffer(incoming);
      const service = serviceOf(incoming);
      if (service === 'dynamodb') await onTable(incoming, body, response);
      else {
        if (service === 's3') countObject(incoming, usage);
        if (service === 'events') countEvents(body, usage);
        if (service === 'sqs') usage.queueRequests++;
        reply(response, await forward(incoming, body), incoming.method === 'HEAD');
      }
    } catch {
      response.destroy(); // the services have gone, and so does this connection
    }
  });

  const onTable = async (incoming: IncomingMessage, body: Buffer, response: ServerResponse) => {
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1)!;
    const asked = JSON.parse(body.toString()) as Asked;
    if (!asked.Key && !asked.Item) {
      // Of several items the service itself adds up what reading them takes.
      const answer = await forward(
        incoming,
        Buffer.from(JSON.stringify({ ...asked, ReturnConsumedCapacity: 'TOTAL' })),
      );
      usage.tableReads.requests++;
      usage.tableReads.units += capacityIn(answer.body, operation);
      return reply(response, answer);
    }
    const table = tables.find(({ name }) => name === asked.TableName)!;
    const look = () => itemAt(db, table, asked.Key ?? asked.Item!);
    const before = await look();
    const answer = await forward(incoming, body);
    if (operation === 'GetItem') {
      usage.tableReads.requests++;
      usage.tableReads.units += readUnits(before) * (asked.ConsistentRead ? 1 : 0.5);
    } else {
      usage.tableWrites.requests++;
      usage.tableWrites.units += writeUnits(table, before, await look());
    }
    reply(response, answer);
  };

  const forward = (incoming: IncomingMessage, body: Buffer): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { method, url, headers } = incoming;
      const { 'transfer-encoding': _, ...rest } = headers;
      const onward = ask(
        { hostname, port, method, path: url, headers: { ...rest, 'content-length': body.length } },
        (answer) => buffer(answer).then((read) => resolve({ answer, body: read }), reject),
      );
      onward.on('error', reject).end(body);
    });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = usage;
      usage = noUsage();
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Asked {
  TableName: string;
  Key?: Attributes;
  Item?: Attributes;
  ConsistentRead?: boolean;
}

interface Answer {
  answer: IncomingMessage;
  body: Buffer;
}

async function itemAt(db: DynamoDBClient, { name, key }: Table, item: Attributes) {
  const names = [key.hash, ...(key.range === undefined ? [] : [key.range])];
  const Key = Object.fromEntries(names.map((one) => [one, item[one]!]));
  const { Item } = await db.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
  return Item && asSent(Item);
}

/** The SDK has made bytes of binary values; their sizes are those of requests. */
function asSent(item: Attributes): Attributes {
  return JSON.parse(
    JSON.stringify(item, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    ),
  );
}

/** @throws Error for an operation that is not known to read several items: it would count for nothing. */
function capacityIn(body: Buffer, operation: string): number {
  const { ConsumedCapacity } = JSON.parse(body.toString()) as {
    ConsumedCapacity?: { CapacityUnits: number } | { CapacityUnits: number }[];
  };
  if (!ConsumedCapacity)
    throw new Error(`${operation} does not say what it consumes; count it in cost/measure/openMeter.ts.`);
  return [ConsumedCapacity]
    .flat()
    .reduce((sum, { CapacityUnits }) => sum + Math.max(LEAST_READ, CapacityUnits), 0);
}

function countObject({ method, url = '' }: IncomingMessage, { objects }: Usage): void {
  const named = new URL(url, 'http://localhost').searchParams;
  const operation = named.get('x-id') ?? (named.has('list-type') ? 'ListObjectsV2' : `${method}Object`);
  objects[operation] = (objects[operation] ?? 0) + 1;
}

function countEvents(body: Buffer, { events }: Usage): void {
  const { Entries } = JSON.parse(body.toString()) as { Entries: Record<string, string>[] };
  for (const { Source = '', DetailType = '', Detail = '' } of Entries) {
    const bytes = TIME_BYTES + Buffer.byteLength(Source + DetailType + Detail);
    events.entries++;
    events.units += Math.ceil(bytes / EVENT_BYTES);
    events.bytes += bytes;
  }
}

/** The length that a HEAD is answered with is of what is not sent. */
function reply(response: ServerResponse, { answer, body }: Answer, isHead = false): void {
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...headers } = answer.headers;
  response
    .writeHead(answer.statusCode ?? 500, { ...headers, ...(!isHead && { 'content-length': body.length }) })
    .end(body);
}
