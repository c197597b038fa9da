import { createHash } from 'node:crypto';
import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { FaceItem, ImageItem } from './ImageItem.ts';
import type { Store } from './openStore.ts';

/** One person seen once. */
export interface Sighting {
  /** Or the group of an unknown face. */
  person: string;
  /** `<takenAt>#<16 hex digits of the key's SHA-256>#<face or track>`: sorts by time, and fits where a long key does not. */
  seenAt: string;
  image: string;
  /** In a video, in seconds of it; `box` is where the face is seen best. */
  from?: number;
  to?: number;
  box: FaceItem['box'];
  /** Absent where nobody was matched: of a group, and of one that was given a name. */
  similarity?: number;
  /** Of the change of the image that it follows from. */
  sequencer: string;
  /** As the item of the image has it. */
  expiresAt?: number;
}

/** The sightings that an item stands for: one a face that has a name or a group, one a track that has a name. */
export function sightingsOf(item: ImageItem | undefined): Sighting[] {
  if (item?.status !== 'analysed') return [];
  const { image, sequencer, takenAt, expiresAt } = item;
  const key = createHash('sha256').update(image).digest('hex').slice(0, 16);
  const sighting = (
    person: string | undefined,
    at: number,
    how: Pick<Sighting, 'from' | 'to' | 'box' | 'similarity'>,
  ) =>
    person === undefined
      ? []
      : [
          {
            ...{ person, seenAt: `${takenAt}#${key}#${at}`, image },
            ...how,
            sequencer,
            ...(expiresAt !== undefined && { expiresAt }),
          },
        ];
  const likeness = (similarity: number | undefined) => similarity !== undefined && { similarity };
  if (item.kind === 'video')
    return item.tracks.flatMap(({ person, from, to, box, similarity }, at) =>
      sighting(person, at, { from, to, box, ...likeness(similarity) }),
    );
  return item.faces.flatMap(({ person, group, box, similarity }, at) =>
    sighting(person ?? group, at, { box, ...likeness(similarity) }),
  );
}

/** Where a person was seen, newest first, a page at a time. */
export async function* seen(store: Store, person: string): AsyncGenerator<Sighting[]> {
  const pages = paginateQuery(
    { client: store.db },
    {
      TableName: store.names.sightings,
      KeyConditionExpression: 'person = :person',
      ExpressionAttributeValues: { ':person': person },
      ScanIndexForward: false,
    },
  );
  for await (const { Items = [] } of pages) yield Items as Sighting[];
}

/** How often a person was seen, and when first and last (ISO 8601; absent for never). */
export interface SeenSpan {
  count: number;
  first?: string;
  last?: string;
}

/** Reads the keys alone: somebody can have been seen very often. */
export async function seenSpan(store: Store, person: string): Promise<SeenSpan> {
  const pages = paginateQuery(
    { client: store.db },
    {
      TableName: store.names.sightings,
      KeyConditionExpression: 'person = :person',
      ProjectionExpression: 'seenAt',
      ExpressionAttributeValues: { ':person': person },
    },
  );
  const span: SeenSpan = { count: 0 };
  for await (const { Items = [] } of pages) {
    const [first, last] = [Items[0], Items.at(-1)].map((item) => item?.seenAt.split('#')[0]);
    span.count += Items.length;
    if (first !== undefined) Object.assign(span, { first: span.first ?? first, last });
  }
  return span;
}
