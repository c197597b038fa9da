import { DeleteObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { type Galleries, listManifests } from './fetchSnapshot.ts';
import { type Manifest, manifestKey } from './Manifest.ts';
import { deleteParts } from './publishSnapshot.ts';

/** Longer than any snapshot takes to be made: what is older and named by none is of one whose maker was killed. */
const MADE_WITHIN_MS = 24 * 3600_000;

/**
 * Deletes the snapshots of spaces that nobody is enrolled in any more, and what was never published.
 * @param standing the snapshots of all spaces, as of the version
 */
export async function deleteLeftovers(
  galleries: Galleries,
  standing: Manifest[],
  version: number,
): Promise<void> {
  const { s3, bucket } = galleries;
  const named = new Set(standing.flatMap(partKeys));
  for await (const other of listManifests(galleries)) {
    const { space } = other.contents;
    if (standing.some(({ contents }) => contents.space === space)) continue;
    if (other.version > version) for (const key of partKeys(other)) named.add(key);
    else {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: manifestKey(space) }));
      await deleteParts(galleries, other);
    }
  }
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket }))
    for (const { Key, LastModified } of Contents)
      if (!named.has(Key!) && Date.now() - LastModified!.getTime() > MADE_WITHIN_MS)
        await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: Key! }));
}

function partKeys({ contents, files }: Manifest): string[] {
  return [manifestKey(contents.space), ...files.flatMap(({ parts }) => parts.map(({ key }) => key))];
}
