import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { mentions } from './mentions.ts';
import type { Store } from './openStore.ts';

/** The photos whose results name the person, or a photo of theirs, by a look at all of them. */
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
      ProjectionExpression: '#image, #people, #faces',
      ExpressionAttributeNames: {
        '#status': 'status',
        '#image': 'image',
        '#people': 'people',
        '#faces': 'faces',
      },
      ExpressionAttributeValues: { ':analysed': 'analysed' },
    },
  );
  for await (const { Items = [] } of pages)
    for (const { image, people, faces } of Items)
      if (mentions([people ?? null, faces], person, isTheirs)) yield image;
}
