import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { readSettings } from '../../config/settings.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { openStore, type Store } from '../../store/openStore.ts';
import { pack } from '../../store/people.ts';
import { readGallery } from '../../store/spaces.ts';
import { startChild } from '../child/startChild.ts';
import { startServices } from '../local/startServices.ts';
import { progress } from '../report/options.ts';
import { type Spread, spread } from '../report/statistics.ts';
import { faceLike, SPACE } from './faceLike.ts';
import type { Listening } from './preparedTable.ts';

/** From an empty gallery to its first answer. */
export interface Loading {
  from: 'prepared pages' | 'local tables';
  photos: number;
  seconds: Spread;
  /** Processor time of the process that reads. */
  processorSeconds: Spread;
}

const region = 'us-east-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
/** Of BatchWriteItem. */
const BATCH = 25;
/** The local tables take 0.3 ms to take in each. */
const MOST_LOCAL = 10_000;

export async function measureLoading(photos: number, rounds: number): Promise<Loading[]> {
  progress(`Loading ${photos} enrolled photos from pages that lie ready ...`);
  const prepared = await fromPreparedPages(photos, rounds);
  const few = Math.min(photos, MOST_LOCAL);
  progress(`Loading ${few} enrolled photos from the local tables ...`);
  return [prepared, await fromLocalTables(few, rounds)];
}

async function fromPreparedPages(photos: number, rounds: number): Promise<Loading> {
  const child = startChild(join(import.meta.dirname, 'preparedTable.ts'), { values: [`${photos}`] });
  try {
    const { endpoint } = await child.next<Listening>();
    return { from: 'prepared pages', photos, ...(await load(storeAt(endpoint), photos, rounds)) };
  } finally {
    await child.end();
  }
}

async function fromLocalTables(photos: number, rounds: number): Promise<Loading> {
  const services = await startServices();
  try {
    const store = storeAt(services.endpoint);
    const people = [...faceLike(1).enrolled(photos)].map(({ descriptor, ...photo }) => ({
      ...photo,
      descriptor: pack(descriptor),
      ...OTHER_ATTRIBUTES,
    }));
    const batches = Array.from({ length: Math.ceil(photos / BATCH) }, (_, at) =>
      people.slice(at * BATCH, (at + 1) * BATCH).map((Item) => ({ PutRequest: { Item } })),
    );
    const put = (batch: (typeof batches)[number]) =>
      store.db.send(new BatchWriteCommand({ RequestItems: { [store.names.people]: batch } }));
    await pMap(batches, put, { concurrency: 8 });
    return { from: 'local tables', photos, ...(await load(store, photos, rounds)) };
  } finally {
    await services.stop();
  }
}

/** What an item has besides: it counts where pages are read, though it is not sent. */
const OTHER_ATTRIBUTES = {
  quality: { sharpness: 5.123, brightness: 100.5, size: 180.5, roll: 0.5, yaw: 0.123, pitch: 3.12 },
  box: { left: 0.1234, top: 0.2345, width: 0.3456, height: 0.4567 },
  enrolledAt: '2026-01-02T00:00:00.000Z',
  sequencer: '0'.repeat(40),
  engine: { name: 'onnx', weights: '0123456789ab' },
};

function storeAt(endpoint: string): Store {
  const { prefix, bucket, resultsBucket, bus } = readSettings();
  const config = { endpoint, region, credentials };
  return openStore(
    { prefix, bucket, resultsBucket, bus },
    { db: new DynamoDBClient(config), events: new EventBridgeClient(config) },
  );
}

async function load(store: Store, photos: number, rounds: number) {
  const face = { descriptor: faceLike(1).descriptorOf(0), space: SPACE };
  const taken: number[] = [];
  const used: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [began, before] = [performance.now(), process.cpuUsage()];
    const gallery = new MemoryGallery(SPACE);
    const { described } = await readGallery(store, SPACE, (photo) => gallery.add(photo));
    gallery.nearestTo(face, 2);
    taken.push((performance.now() - began) / 1000);
    const { user, system } = process.cpuUsage(before);
    used.push((user + system) / 1e6);
    if (described !== photos)
      throw new Error(
        `${described} enrolled photos were read of ${photos}; all are needed. See what is printed above.`,
      );
  }
  return { seconds: spread(taken), processorSeconds: spread(used) };
}
