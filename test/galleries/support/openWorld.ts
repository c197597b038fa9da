import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { readSettings } from '../../../config/settings.ts';
import type { Enrolled } from '../../../faces/match/Gallery.ts';
import type { Galleries } from '../../../galleries/fetchSnapshot.ts';
import { createTable } from '../../../local/deploy.ts';
import { openServices } from '../../../local/openServices.ts';
import { topology } from '../../../stacks/topology.ts';
import { batches, touchGallery } from '../../../store/galleryLog.ts';
import { openStore, type Store } from '../../../store/openStore.ts';
import { enrol, type PersonItem, pack } from '../../../store/people.ts';
import { padded } from '../../../store/sequencer.ts';
import { tables } from '../../../store/tables.ts';

/** A gallery's tables and bucket, of nobody else's. */
export interface Place {
  store: Store;
  galleries: Galleries;
  /** All of them at once. */
  enrolAll(people: Enrolled[]): Promise<void>;
  /** As a function does, in the place of what an earlier change of the photo has enrolled. */
  enrolOne(one: Enrolled, sequencer: string): Promise<void>;
}

export interface World {
  endpoint: string;
  newPlace(): Promise<Place>;
  close(): Promise<void>;
}

const OTHERS = {
  quality: { sharpness: 5, brightness: 100, size: 80, roll: 0, yaw: 0, pitch: 0 },
  box: { left: 0.1, top: 0.2, width: 0.3, height: 0.4 },
  enrolledAt: '2026-01-02T00:00:00.000Z',
  engine: { name: 'an engine', weights: 'w1' },
};
/** Of BatchWriteItem. */
const WRITTEN = 25;

/** The services, without functions. */
export async function openWorld(): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-galleries-'));
  const services = await openServices({
    ...{ dir, port: 0, region: 'us-east-1', plan: topology(readSettings({})), parts: {} },
    onError: (error) => {
      throw error;
    },
  });
  const { clients } = services;
  let count = 0;
  return {
    endpoint: services.endpoint,
    async newPlace() {
      const prefix = `place-${count++}`;
      const store = openStore({ prefix, bucket: prefix, resultsBucket: prefix, bus: prefix }, clients);
      for (const role of ['people', 'state'] as const) await createTable(clients.db, tables(prefix)[role]);
      await clients.s3.send(new CreateBucketCommand({ Bucket: prefix }));
      return {
        store,
        galleries: { s3: clients.s3, bucket: prefix },
        async enrolAll(people) {
          const requests = people.map((one) => ({ PutRequest: { Item: { ...itemOf(one, '01') } } }));
          for (let at = 0; at < requests.length; at += WRITTEN)
            await store.db.send(
              new BatchWriteCommand({
                RequestItems: { [store.names.people]: requests.slice(at, at + WRITTEN) },
              }),
            );
          for (const batch of batches(people))
            await touchGallery(
              store,
              batch.map(({ person, photo }) => ({ person, photo })),
            );
        },
        enrolOne: (one, sequencer) => enrol(store, itemOf(one, sequencer)),
      };
    },
    async close() {
      await services.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function itemOf({ person, photo, space, descriptor }: Enrolled, sequencer: string): PersonItem {
  return { person, photo, space, descriptor: pack(descriptor), sequencer: padded(sequencer), ...OTHERS };
}
