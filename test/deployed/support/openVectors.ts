import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Enrolled } from '../../../faces/match/Gallery.ts';
import { createTable } from '../../../local/deploy.ts';
import { openStore, type Store } from '../../../store/openStore.ts';
import { type PersonItem, pack } from '../../../store/people.ts';
import { padded } from '../../../store/sequencer.ts';
import { tables } from '../../../store/tables.ts';
import { VECTOR_INDEX } from '../../../store/vectors/vectorIndex.ts';
import type { Clients } from '../apply/connect.ts';

let made = 0;

/** Empty tables of their own, `people` with the vector index for descriptors of that length, which can be searched at once. */
export async function openVectors(clients: Clients, width: number): Promise<Store> {
  made += 1;
  const prefix = `vectors-${made}`;
  const { people, ...others } = tables(prefix);
  await clients.db.send(
    new CreateTableCommand({
      TableName: people.name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: people.key.hash, KeyType: 'HASH' },
        { AttributeName: people.key.range!, KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [people.key.hash, people.key.range!, 'gallery'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      VectorIndexes: [{ ...VECTOR_INDEX, Dimensions: width }],
    }),
  );
  await Promise.all(Object.values(others).map((table) => createTable(clients.db, table)));
  return openStore({ prefix, bucket: 'none', resultsBucket: 'none', bus: 'none' }, clients);
}

/** A row as `enrol` writes it where another gallery is used. */
export function rowOf({ person, photo, space, descriptor }: Enrolled, sequencer = '01'): PersonItem {
  return {
    ...{ person, photo, space, descriptor: pack(descriptor), sequencer: padded(sequencer) },
    quality: { sharpness: 5, brightness: 100, size: 80, roll: 0, yaw: 0, pitch: 0 },
    box: { left: 0.1, top: 0.2, width: 0.3, height: 0.4 },
    enrolledAt: '2026-01-02T00:00:00.000Z',
    engine: { name: 'older', weights: 'w1' },
  };
}

/** Puts rows into `people` as they were there before the index was chosen. */
export async function putRows(store: Store, enrolled: Enrolled[]): Promise<void> {
  for (let at = 0; at < enrolled.length; at += 25) {
    const batch = enrolled.slice(at, at + 25).map((one) => ({ PutRequest: { Item: rowOf(one) } }));
    await store.db.send(new BatchWriteCommand({ RequestItems: { [store.names.people]: batch } }));
  }
}
