import type { Store } from '../openStore.ts';
import { type PersonItem, readEveryone } from '../people.ts';
import { galleryOfRow } from './indexed.ts';
import { MOST_FOUND } from './searchVectors.ts';

/** Who is enrolled, as seen from DynamoDB's vector index. */
export interface VectorSurvey {
  photos: number;
  /** Those that it does not have, or not where they belong. */
  missing: number;
  /** Those that it has in another space than that. */
  elsewhere: number;
  /** Who has so many photos that a search may give nobody else, most first. */
  crowding: { person: string; photos: number }[];
}

export async function surveyVectors(store: Store, space: string): Promise<VectorSurvey> {
  const result: VectorSurvey = { photos: 0, missing: 0, elsewhere: 0, crowding: [] };
  const photosOf = new Map<string, number>();
  const projection = {
    ProjectionExpression: 'person, #space, gallery',
    ExpressionAttributeNames: { '#space': 'space' },
  };
  await readEveryone(store, projection, (item) => {
    const row = item as Pick<PersonItem, 'person' | 'space' | 'gallery'>;
    result.photos++;
    if (row.gallery !== galleryOfRow(row)) result.missing++;
    else if (row.space !== space) result.elsewhere++;
    photosOf.set(row.person, (photosOf.get(row.person) ?? 0) + 1);
  });
  result.crowding = [...photosOf]
    .filter(([, photos]) => photos >= MOST_FOUND)
    .map(([person, photos]) => ({ person, photos }))
    .sort((a, b) => b.photos - a.photos);
  return result;
}
