import { Agent } from 'node:http';
import { CreateBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { progress } from '../report/options.ts';
import { type Spread, spread } from '../report/statistics.ts';
import type { Services } from './startServices.ts';
import { put } from './transfer.ts';

export interface ListingFigures {
  rounds: number;
  few: Listed;
  many: Listed;
  /** How many times as fast, for each object, many are listed as few, in the same round. */
  ratio: Spread;
}

interface Listed {
  objects: number;
  /** Microseconds an object, the stock client's work among them. */
  microseconds: Spread;
}

const AT_ONCE = 8;
const EMPTY = Buffer.alloc(0);

/**
 * Lists a bucket of few and one of many objects in pages of 1,000, in turn; the few as often as makes up for their
 * number, up to twenty times a round.
 */
export async function measureListing(
  services: Services,
  { few, many, rounds }: { few: number; many: number; rounds: number },
): Promise<ListingFigures> {
  progress(`Putting ${few + many} objects to list ...`);
  const buckets = [
    { name: 'bench-few', objects: few, times: Math.min(20, Math.ceil(many / few)), micros: [] as number[] },
    { name: 'bench-many', objects: many, times: 1, micros: [] as number[] },
  ] as const;
  for (const { name, objects } of buckets) await fill(services, name, objects);
  for (let round = -1; round < rounds; round++)
    for (const { name, objects, times, micros } of round % 2 === 0 ? buckets : buckets.toReversed()) {
      const started = performance.now();
      for (let n = 0; n < times; n++) await list(services, name, objects);
      // The first warms up.
      if (round >= 0) micros.push((1000 * (performance.now() - started)) / (times * objects));
    }
  const [a, b] = buckets;
  return {
    rounds,
    few: { objects: few, microseconds: spread(a.micros) },
    many: { objects: many, microseconds: spread(b.micros) },
    ratio: spread(a.micros.map((micros, round) => micros / b.micros[round]!)),
  };
}

async function fill({ clients, endpoint }: Services, bucket: string, objects: number): Promise<void> {
  await clients.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  try {
    const numbers = Array.from({ length: objects }, (_, number) => number);
    await pMap(numbers, (number) => put(agent, `${endpoint}/${bucket}/photos/${number}.jpg`, EMPTY), {
      concurrency: AT_ONCE,
    });
  } finally {
    agent.destroy();
  }
}

/** @throws Error where objects are missing: a wrong listing may be as fast as it likes. */
async function list({ clients }: Services, Bucket: string, objects: number): Promise<void> {
  let seen = 0;
  let ContinuationToken: string | undefined;
  do {
    const page = await clients.s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
    seen += page.KeyCount ?? 0;
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  if (seen !== objects)
    throw new Error(
      `${Bucket} was listed with ${seen} objects and has ${objects}; look at local/s3/listObjects.ts.`,
    );
}
