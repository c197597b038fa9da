import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { PEOPLE, partsOf, personIn, whoToEnrol } from '../config/keys.ts';
import type { Settings } from '../config/settings.ts';

/** The keys of all photos in the bucket that enrol the person, in whatever Unicode form the name is written there. */
export async function photosOf(
  { s3, settings }: { s3: S3Client; settings: Settings },
  person: string,
  abortSignal?: AbortSignal,
): Promise<string[]> {
  const keys: string[] = [];
  const query = { Bucket: settings.bucket, Prefix: personIn(partsOf(person).collection, PEOPLE) };
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, query, { abortSignal }))
    for (const { Key } of Contents)
      if (Key !== undefined && whoToEnrol(Key, settings) === person) keys.push(Key);
  return keys;
}
