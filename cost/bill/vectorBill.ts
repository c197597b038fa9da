import type { Profile } from '../measure/Profile.ts';
import type { Position } from './Line.ts';
import { GB, MILLION } from './units.ts';

/**
 * Bytes that a search is billed for: what AWS measured of small indexes of 128 dimensions, and 89 for each of 100 results
 * (agent-toolkit-for-aws, `calculate_costs.py`). With the number of vectors it grows as its logarithm does: how much is not known.
 */
const SEARCH_BYTES = 2647 + 89 * 100;

/**
 * What DynamoDB's own vector index takes besides, as the gallery of these photos: a search a face, and one row read for each
 * person that it asks for, which are one more than the photo has faces.
 */
export function vectorBill({ measured: { faces } }: Profile, photos: number): Position[] {
  return [
    {
      what: 'DynamoDB: vector searches',
      item: 'vectorSearches',
      quantity: (photos * faces * SEARCH_BYTES) / GB,
    },
    {
      what: 'DynamoDB: neighbours read',
      item: 'tableReads',
      quantity: (photos * faces * (faces + 1)) / MILLION,
    },
  ];
}
