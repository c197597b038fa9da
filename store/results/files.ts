import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { Store } from '../openStore.ts';

/** Every object with tracks, and since when it is there, in the order of their keys. */
export async function* files(store: Store): AsyncGenerator<{ key: string; since: Date }> {
  const { s3, bucket } = store.results;
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket }))
    for (const { Key, LastModified } of Contents) yield { key: Key!, since: LastModified! };
}
