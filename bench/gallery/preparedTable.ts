/**
 * A table of people that answers Scan with pages that lie ready, in a process of its own: what the reader takes is then
 * the reader's own. Its argument is the number of enrolled photos; its first message says where it listens.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { pack } from '../../store/people.ts';
import { faceLike } from './faceLike.ts';

export interface Listening {
  endpoint: string;
}

/** About as many photos as DynamoDB has in the 1 MB of a page. */
const PAGE = 1_000;

interface ScanInput {
  Segment: number;
  TotalSegments: number;
  ExclusiveStartKey?: Key;
}

/** The photo's name is that of its page. */
interface Key {
  person: { S: string };
  photo: { S: string };
}

const count = Number(process.argv[2]);
if (!process.send || !(count > 0))
  throw new Error('This script answers to a parent process; run `npm run bench:gallery`.');

const pages: string[][] = [[]];
for (const { person, photo, space, descriptor } of faceLike(1).enrolled(count)) {
  if (pages.at(-1)!.length === PAGE) pages.push([]);
  const bytes = Buffer.from(pack(descriptor)).toString('base64');
  pages.at(-1)!.push(
    JSON.stringify({
      person: { S: person },
      photo: { S: photo },
      space: { S: space },
      descriptor: { B: bytes },
    }),
  );
}
const ready = pages.map((items) => Buffer.from(items.join(',')));

const server = createServer(async (request, response) => {
  const { Segment, TotalSegments, ExclusiveStartKey } = (await json(request)) as ScanInput;
  const at = ExclusiveStartKey ? Number(ExclusiveStartKey.photo.S) + TotalSegments : Segment;
  const last = { person: { S: 'the last' }, photo: { S: `${at}` } };
  const more = at + TotalSegments < ready.length ? `,"LastEvaluatedKey":${JSON.stringify(last)}` : '';
  const items = pages[at]?.length ?? 0;
  const head = `{"Count":${items},"ScannedCount":${items},"Items":[`;
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(Buffer.concat([Buffer.from(head), ready[at] ?? Buffer.alloc(0), Buffer.from(`]${more}}`)]));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
process.on('disconnect', () => process.exit());
const listening: Listening = { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
process.send(listening);
