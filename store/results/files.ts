import { HeadObjectCommand, NotFound, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { Store } from '../openStore.ts';

/** The key of every object with tracks, in order. */
export async function* files(store: Store): AsyncGenerator<string> {
  const { s3, bucket } = store.results;
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket }))
    for (const { Key } of Contents) yield Key!;
}

export async function hasFile(store: Store, key: string): Promise<boolean> {
  const { s3, bucket } = store.results;
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return true;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
}
