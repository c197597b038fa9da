import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { DeleteObjectCommand, PutObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { filesOf } from '../faces/match/snapshot/Contents.ts';
import { type Galleries, readManifest } from './fetchSnapshot.ts';
import { folderOf, type Manifest, manifestKey, type Part, parseManifest } from './Manifest.ts';
import { SnapshotError } from './SnapshotError.ts';

/** Of an object; several are read at once. */
const PART_BYTES = 32 * 2 ** 20;
/** Of removals. */
const AT_ONCE = 8;

/**
 * Puts a snapshot into the place of the one that is there: the parts first, the manifest last, and that only over the one that
 * was read before. So a reader has the one or the other, whoever is killed. The parts of the one that was replaced are deleted
 * at once, since they may hold those who were removed from the gallery.
 * @param made all of the manifest but the files
 * @returns what stands then: of two that are made at once, the one of the later version
 */
export async function publishSnapshot(
  galleries: Galleries,
  folder: string,
  made: Omit<Manifest, 'files' | 'format'>,
): Promise<Manifest> {
  const { space } = made.contents;
  const unique = `${folderOf(space)}${String(made.version).padStart(10, '0')}-${randomUUID()}/`;
  const manifest: Manifest = { format: 1, ...made, files: [] };
  for (const name of filesOf(made.contents))
    manifest.files.push({ name, parts: await putFile(galleries, join(folder, name), `${unique}${name}`) });
  for (;;) {
    const found = await readManifest(galleries, space);
    const there = found && readable(found.text, space);
    if (there && there.version > made.version) {
      await deleteParts(galleries, manifest);
      return there;
    }
    if (!(await putManifest(galleries, manifest, found?.etag))) continue;
    if (there) await deleteParts(galleries, there);
    return manifest;
  }
}

/** One that cannot be read is replaced like any other; its parts are left to `deleteLeftovers`. */
function readable(text: string, space: string): Manifest | undefined {
  try {
    return parseManifest(text, space);
  } catch (error) {
    if (error instanceof SnapshotError) return undefined;
    throw error;
  }
}

/** @returns false where another one was put there since that ETag was read. */
async function putManifest(
  { s3, bucket }: Galleries,
  manifest: Manifest,
  etag: string | undefined,
): Promise<boolean> {
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: manifestKey(manifest.contents.space),
        Body: JSON.stringify(manifest),
        ContentType: 'application/json',
        ...(etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag }),
      }),
    );
    return true;
  } catch (error) {
    // 412: another was faster; 409: another is at it; 404: it was deleted meanwhile (S3 user guide, "Conditional writes").
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status === 412 || status === 409 || status === 404) return false;
    throw error;
  }
}

async function putFile({ s3, bucket }: Galleries, path: string, prefix: string): Promise<Part[]> {
  const parts: Part[] = [];
  for await (const Body of createReadStream(path, { highWaterMark: PART_BYTES }) as AsyncIterable<Buffer>) {
    const key = `${prefix}.${parts.length}`;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
    parts.push({ key, bytes: Body.length, crc32: crc32(Body) });
  }
  return parts;
}

/** Of a snapshot that is not published any more. */
export async function deleteParts({ s3, bucket }: Galleries, { files }: Manifest): Promise<void> {
  await pMap(
    files.flatMap(({ parts }) => parts),
    ({ key }) => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })),
    { concurrency: AT_ONCE },
  );
}
