import { createHash } from 'node:crypto';
import { BatchWriteCommand, type BatchWriteCommandOutput, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { FaceItem, ImageItem } from './ImageItem.ts';
import type { Store } from './openStore.ts';

/** One person seen once. */
export interface Sighting {
  person: string;
  /** `<takenAt>#<16 hex digits of the key's SHA-256>#<face>`: sorts by time, and fits where a long key does not. */
  seenAt: string;
  image: string;
  box: FaceItem['box'];
  similarity: number;
}

/** The sightings that an item stands for: one a matched face. */
export function sightingsOf(item: ImageItem | undefined): Sighting[] {
  if (item?.status !== 'analysed') return [];
  const key = createHash('sha256').update(item.image).digest('hex').slice(0, 16);
  return item.faces.flatMap(({ person, box, similarity }, face) =>
    person === undefined || similarity === undefined
      ? []
      : [{ person, seenAt: `${item.takenAt}#${key}#${face}`, image: item.image, box, similarity }],
  );
}

/** Where a person was seen, newest first, a page at a time. */
export async function* seen(store: Store, person: string): AsyncGenerator<Sighting[]> {
  let from: Record<string, unknown> | undefined;
  do {
    const page = await store.db.send(
      new QueryCommand({
        TableName: store.names.sightings,
        KeyConditionExpression: 'person = :person',
        ExpressionAttributeValues: { ':person': person },
        ScanIndexForward: false,
        ExclusiveStartKey: from,
      }),
    );
    yield (page.Items ?? []) as Sighting[];
    from = page.LastEvaluatedKey;
  } while (from);
}

type Key = Pick<Sighting, 'person' | 'seenAt'>;

export async function replaceSightings(store: Store, remove: Key[], put: Sighting[]): Promise<void> {
  const id = ({ person, seenAt }: Key) => JSON.stringify([person, seenAt]);
  const kept = new Set(put.map(id));
  // One batch may not name an item twice.
  const gone = new Map(remove.filter((key) => !kept.has(id(key))).map((key) => [id(key), key]));
  const requests = [
    ...[...gone.values()].map(({ person, seenAt }) => ({ DeleteRequest: { Key: { person, seenAt } } })),
    ...put.map((Item) => ({ PutRequest: { Item } })),
  ];
  for (let at = 0; at < requests.length; at += 25) await writeAll(store, requests.slice(at, at + 25));
}

/** DynamoDB may leave some of a batch undone when it is busy; those are sent again, later each time. */
async function writeAll(store: Store, requests: object[]): Promise<void> {
  let left: object[] | undefined = requests;
  for (let attempt = 0; left?.length; attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * 50 * 2 ** attempt));
    if (attempt > 8)
      throw new Error(`DynamoDB left ${left.length} writes to the sightings undone nine times.`);
    const answer: BatchWriteCommandOutput = await store.db.send(
      new BatchWriteCommand({ RequestItems: { [store.names.sightings]: left as never } }),
    );
    left = answer.UnprocessedItems?.[store.names.sightings];
  }
}
