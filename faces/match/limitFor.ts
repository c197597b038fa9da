import { type Strangers, strangersLimit } from './strangersLimit.ts';

/** Up to where a distance is a match. */
export interface Limit {
  /** At most, however few are enrolled. */
  limit: number;
  /** Who may be taken for somebody, and at what rate; absent where the limit is fixed. */
  strangers?: Strangers & { rate: number };
}

/** The limit for a gallery of so many photos. */
export function limitFor({ limit, strangers }: Limit, photos: number): number {
  return strangers ? Math.min(limit, strangersLimit(strangers.rate, photos, strangers)) : limit;
}
