import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { mentions } from './mentions.ts';
import type { Store } from './openStore.ts';

/**
 * The photos whose results name the person, or a photo of theirs, by a look at all of them; and those whose outbox is not empty,
 * as of one that was revised a moment before a crash; and videos with tracks that their items have no room for.
 */
export async function* resultsNaming(
  store: Store,
  person: string,
  isTheirs: (key: string) => boolean,
): AsyncGenerator<string> {
  const pages = paginateScan(
    { client: store.db },
    {
      TableName: store.names.images,
      ConsistentRead: true,
      FilterExpression: '#status = :analysed',
      ProjectionExpression: '#image, #people, #faces, #tracks, #tracksAt, #pending.#id',
      ExpressionAttributeNames: {
        '#status': 'status',
        '#image': 'image',
        '#people': 'people',
        '#faces': 'faces',
        '#tracks': 'tracks',
        '#tracksAt': 'tracksAt',
        '#pending': 'pending',
        '#id': 'id',
      },
      ExpressionAttributeValues: { ':analysed': 'analysed' },
    },
  );
  for await (const { Items = [] } of pages)
    for (const { image, people, faces = [], tracks = [], tracksAt, pending } of Items)
      if (pending || tracksAt || mentions([people ?? null, faces, tracks], person, isTheirs)) yield image;
}
