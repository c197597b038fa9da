import { SearchVectorsCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import { numbersOf } from './indexed.ts';
import { ofIndex } from './VectorIndexError.ts';

/** An enrolled photo as the index knows it, which may be a moment behind the table. */
export interface Found {
  person: string;
  photo: string;
  /** Euclidean, in 32 bits. */
  distance: number;
}

/** `SearchVectors` gives no more, and no second page ("Quotas in Amazon DynamoDB", "Vector indexes"). */
export const MOST_FOUND = 100;

/**
 * The photos of a gallery that are nearest to a descriptor, nearest first, MOST_FOUND at most.
 * @throws VectorIndexError where the table has no index that can be searched for it
 */
export async function searchVectors(
  store: Store,
  gallery: string,
  descriptor: Float32Array,
): Promise<Found[]> {
  const search = new SearchVectorsCommand({
    TableName: store.names.people,
    IndexName: 'faces',
    SearchVector: numbersOf(descriptor),
    TopK: MOST_FOUND,
    SearchConditionExpression: 'gallery = :gallery',
    ExpressionAttributeValues: { ':gallery': gallery },
    ProjectionExpression: 'person, photo',
  });
  try {
    const { SearchResults = [] } = await store.db.send(search);
    return SearchResults.map(({ Item, Score }) => ({
      ...(Item as { person: string; photo: string }),
      distance: Score!,
    }));
  } catch (error) {
    throw ofIndex(error, store.names.people);
  }
}
