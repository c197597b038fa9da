import type { Store } from './openStore.ts';

/**
 * Whether people are enrolled in this region. Where there are several, one of them is their home: its bucket alone enrols,
 * and the others' tables `people` and `state` are replicas of its own, which they only read.
 */
export async function enrolsHere({ db, homeRegion }: Store): Promise<boolean> {
  return homeRegion === '' || homeRegion === (await db.config.region());
}
