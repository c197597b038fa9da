import { CopyObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { deleteVersion } from '../../store/deleteVersion.ts';
import { touchGallery } from '../../store/galleryLog.ts';
import { getImage } from '../../store/images.ts';
import { lookAt, type Seen } from '../../store/lookAt.ts';
import { enrolledPhotos, type PersonItem } from '../../store/people.ts';
import { resultOf } from '../../store/resultOf.ts';
import { addDescriptor, spacesOf } from '../../store/spaces.ts';
import type { Inbox } from '../Inbox.ts';
import { PeopleError } from '../PeopleError.ts';
import { readObject } from '../readObject.ts';
import type { Telling } from '../Telling.ts';
import { ownKey, plainKey } from './newKey.ts';

interface Moving {
  from: string;
  to: string;
  keys: string[];
}

const AT_ONCE = 8;

/**
 * Copies each photo to where it enrols the new name, and deletes it where it was as soon as the copy enrols. Whatever is done of it
 * is found done the next time.
 * @returns how many were moved
 * @throws PeopleError where a copy is refused that enrols at the old name: that one stays, and is deleted at the new one
 */
export async function movePhotos(
  inbox: Inbox,
  { from, to, keys }: Moving,
  { timeout, signal, telling }: { timeout: number; signal: AbortSignal; telling: Telling },
): Promise<number> {
  if (keys.length === 0) return 0;
  const { store } = inbox;
  const enrolled = new Map((await enrolledPhotos(store, from)).map((item) => [item.photo, item]));
  const progress = telling.begin(keys.length, 'photos');
  let moved = 0;
  const one = async (key: string) => {
    if (await move(inbox, { key, from, to, row: enrolled.get(key) }, timeout, signal)) moved++;
    progress.done(`moved: ${key}`);
  };
  try {
    await pMap(keys, one, { concurrency: AT_ONCE, signal });
  } finally {
    progress.stop();
  }
  return moved;
}

async function move(
  inbox: Inbox,
  { key, from, to, row }: { key: string; from: string; to: string; row: PersonItem | undefined },
  timeout: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { s3, store, settings } = inbox;
  for (;;) {
    const object = await lookAt(s3, settings.bucket, key);
    if (!object) return false;
    const copy = await copied(inbox, { key, object, names: { from, to } }, signal);
    if (!copy) continue;
    const until = AbortSignal.timeout(timeout * 1000);
    const item = await resultOf(store, copy, signal, until);
    if (!item)
      throw new PeopleError(
        'failed',
        `${copy.key} is still queued after ${timeout} s; both names mean one person until all is done.\n` +
          'Run the same command again.',
      );
    if (item.status === 'rejected' && row) {
      await deleteVersion(s3, settings.bucket, copy.key, copy.etag);
      throw new PeopleError(
        'refused',
        `${key} enrols ${from}, and is refused as a photo of ${to} now: ${item.reason}. ${item.message}\n` +
          'Both names mean one person until all is done. Remove that photo, and run the same command again.',
      );
    }
    if (item.status === 'enrolled' && row) await describeAlike(inbox, row, { ...item, photo: item.image });
    if (await deleteVersion(s3, settings.bucket, key, object.etag)) return true;
  }
}

/** Puts the object where it enrols the new name, unless it is there. @returns undefined where it was replaced meanwhile */
async function copied(
  inbox: Inbox,
  { key, object, names }: { key: string; object: Seen; names: { from: string; to: string } },
  signal: AbortSignal,
): Promise<{ key: string; etag: string; before?: string } | undefined> {
  const { s3, store, settings } = inbox;
  const plain = plainKey(key, names);
  const there = await lookAt(s3, settings.bucket, plain);
  if (there && (await isSame(inbox, { key, ...object }, { key: plain, ...there }, signal)))
    return { key: plain, etag: there.etag };
  const target = there ? ownKey(key, names) : plain;
  const own = there && (await lookAt(s3, settings.bucket, target));
  if (own && (await isSame(inbox, { key, ...object }, { key: target, ...own }, signal)))
    return { key: target, etag: own.etag };
  const before = await getImage(store, target);
  try {
    const { CopyObjectResult } = await s3.send(
      new CopyObjectCommand({
        Bucket: settings.bucket,
        Key: target,
        CopySource: `${settings.bucket}/${key.split('/').map(encodeURIComponent).join('/')}`,
        CopySourceIfMatch: object.etag,
      }),
      { abortSignal: signal },
    );
    const etag = (CopyObjectResult?.ETag ?? '').replaceAll('"', '');
    return { key: target, etag, ...(before && { before: before.sequencer }) };
  } catch (error) {
    if (isOfAnother(error)) return undefined;
    throw error;
  }
}

type Named = Seen & { key: string };

/** Equal ETags are of equal bytes; of what was uploaded in parts, only the bytes tell. */
async function isSame(inbox: Inbox, a: Named, b: Named, signal: AbortSignal): Promise<boolean> {
  if (a.etag === b.etag) return true;
  if (a.bytes !== b.bytes || ![a, b].some(({ etag }) => etag.includes('-'))) return false;
  const [one, other] = await Promise.all([a, b].map(({ key, etag }) => readObject(inbox, key, etag, signal)));
  return one !== undefined && other !== undefined && one.equals(other);
}

/** The copy is described by the engine that looked at it; what others made of the photo is kept. */
async function describeAlike(
  { store }: Inbox,
  row: PersonItem,
  { person, photo, sequencer }: { person: string; photo: string; sequencer: string },
): Promise<void> {
  const now = (await enrolledPhotos(store, person)).find((item) => item.photo === photo);
  const missing = spacesOf(row).filter((space) => now && !spacesOf(now).includes(space));
  for (const space of missing) {
    const { descriptor, engine } = row.space === space ? row : row.others![space]!;
    await addDescriptor(store, { person, photo, sequencer }, space, { descriptor, engine });
  }
  if (missing.length > 0) await touchGallery(store);
}

function isOfAnother(error: unknown): boolean {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  return status === 412 || status === 404;
}
