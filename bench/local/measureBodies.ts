import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { startChild } from '../child/startChild.ts';
import { type Spread, spread } from '../report/statistics.ts';
import type { Services } from './startServices.ts';
import { get, put } from './transfer.ts';

export interface BodiesFigures {
  bytes: number;
  /** Of each in a round. */
  transfers: number;
  rounds: number;
  put: Compared;
  get: Compared;
}

/** Bodies of 2^20 bytes a second, and how many times as fast S3 is as the file server in the same round. */
interface Compared {
  s3: Spread;
  fileServer: Spread;
  ratio: Spread;
}

const FILE_SERVER = join(import.meta.dirname, 'fileServer.ts');
const BUCKET = 'bench-bodies';

/** Sends and reads bodies one after another, by S3 and by a plain file server in turn. */
export async function measureBodies(
  { clients, endpoint }: Services,
  sizes: { bytes: number; transfers: number; rounds: number },
): Promise<BodiesFigures> {
  const { bytes, transfers, rounds } = sizes;
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-files-'));
  const child = startChild(FILE_SERVER, { values: [dir] });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const body = Buffer.alloc(bytes, 'body');
  try {
    await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const plain = await child.next<{ endpoint: string }>();
    const roots = { s3: `${endpoint}/${BUCKET}`, fileServer: plain.endpoint };
    /** Of both servers, of which each is the first in every other round. */
    const round = async (index: number, transfer: (url: string) => Promise<void>) => {
      const speeds = { s3: 0, fileServer: 0 };
      const names = Object.keys(roots) as (keyof typeof roots)[];
      for (const name of index % 2 === 0 ? names : names.reverse()) {
        const started = performance.now();
        for (let n = 0; n < transfers; n++) await transfer(`${roots[name]}/${n}`);
        speeds[name] = (transfers * bytes) / 2 ** 20 / ((performance.now() - started) / 1000);
      }
      return speeds;
    };
    const puts = [];
    const gets = [];
    for (let index = -1; index < rounds; index++) {
      const sent = await round(index, (url) => put(agent, url, body));
      const read = await round(index, (url) => get(agent, url, bytes));
      if (index < 0) continue; // the first warms up
      puts.push(sent);
      gets.push(read);
    }
    return { ...sizes, put: compare(puts), get: compare(gets) };
  } finally {
    agent.destroy();
    await child.end();
    await rm(dir, { recursive: true, force: true });
  }
}

function compare(rounds: { s3: number; fileServer: number }[]): Compared {
  return {
    s3: spread(rounds.map(({ s3 }) => s3)),
    fileServer: spread(rounds.map(({ fileServer }) => fileServer)),
    ratio: spread(rounds.map(({ s3, fileServer }) => s3 / fileServer)),
  };
}
