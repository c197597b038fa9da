import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { ImageItem } from './ImageItem.ts';
import { isExpired } from './isExpired.ts';
import type { Store } from './openStore.ts';
import type { PersonItem } from './people.ts';
import type { Sighting } from './sightings.ts';

/** Where a page ends, in the words of the table: the next one begins behind it. */
export type Place = Record<string, string>;

export interface Page<T> {
  items: T[];
  /** Absent at the end. */
  next?: Place;
}

/** At most so many images of a status, newest first; fewer where the time of some is over. */
export async function imagesPage<S extends ImageItem['status']>(
  store: Store,
  status: S,
  limit: number,
  from?: Place,
): Promise<Page<Extract<ImageItem, { status: S }>>> {
  const { Items = [], LastEvaluatedKey } = await store.db.send(
    new QueryCommand({
      TableName: store.names.images,
      IndexName: 'by-status',
      KeyConditionExpression: '#status = :status',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': status },
      ScanIndexForward: false,
      Limit: limit,
      ExclusiveStartKey: from,
    }),
  );
  return pageOf(Items as Extract<ImageItem, { status: S }>[], LastEvaluatedKey);
}

/** At most so many sightings of a person, newest first; fewer where the time of some is over. */
export async function sightingsPage(
  store: Store,
  person: string,
  limit: number,
  from?: Place,
): Promise<Page<Sighting>> {
  const { Items = [], LastEvaluatedKey } = await store.db.send(
    new QueryCommand({
      TableName: store.names.sightings,
      KeyConditionExpression: 'person = :person',
      ExpressionAttributeValues: { ':person': person },
      ScanIndexForward: false,
      Limit: limit,
      ExclusiveStartKey: from,
    }),
  );
  return pageOf(Items as Sighting[], LastEvaluatedKey);
}

export type EnrolledPhoto = Pick<PersonItem, 'person' | 'photo' | 'enrolledAt' | 'box' | 'quality'>;

/** At most so many enrolled photos: those of one person one after the other, people in no particular order. */
export async function enrolledPage(store: Store, limit: number, from?: Place): Promise<Page<EnrolledPhoto>> {
  const { Items = [], LastEvaluatedKey } = await store.db.send(
    new ScanCommand({
      TableName: store.names.people,
      ProjectionExpression: 'person, photo, enrolledAt, box, quality',
      Limit: limit,
      ExclusiveStartKey: from,
    }),
  );
  return pageOf(Items as EnrolledPhoto[], LastEvaluatedKey);
}

function pageOf<T extends object>(items: T[], last: Record<string, unknown> | undefined): Page<T> {
  return { items: items.filter((item) => !isExpired(item)), ...(last && { next: last as Place }) };
}
