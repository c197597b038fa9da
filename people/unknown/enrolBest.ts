import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { folderOf } from '../../config/keys.ts';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { getAll } from '../../store/audit/getAll.ts';
import type { Analysed, FaceItem } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { resultOf } from '../../store/resultOf.ts';
import type { Group } from '../../store/unknown/changeGroups.ts';
import type { Inbox } from '../Inbox.ts';
import type { PeopleProblem } from '../PeopleError.ts';
import { readObject } from '../readObject.ts';
import { worth } from '../worth.ts';

/** Of the best faces so many are tried: what is cut out of a photo is looked at anew, and may be refused. */
const TRIED = 3;

interface Candidate {
  item: Analysed;
  face: FaceItem;
}

/**
 * Cuts the face of the group that is seen best out of its photo, and drops it where it enrols the person. Functions may not write the
 * bucket; who runs this may.
 */
export async function enrolBest(
  inbox: Inbox,
  group: Group,
  person: string,
  { seconds, signal }: { seconds: number; signal: AbortSignal },
): Promise<{ key: string } | { why: string; problem: PeopleProblem }> {
  const { store, s3, settings } = inbox;
  const key = `${folderOf(person)}unknown-${group.number}.png`;
  // An earlier run was interrupted, or the name is given again.
  if ((await getImage(store, key))?.status === 'enrolled') return { key };
  let why = 'no face of the group is seen well enough.';
  let dropped = false;
  for (const { item, face } of (await candidates(inbox, group)).slice(0, TRIED)) {
    const photo = await readObject(inbox, item.image, item.etag, signal);
    const Body = photo && (await cutFace(photo, face.box).catch(() => undefined));
    if (!Body) continue;
    const before = (await getImage(store, key))?.sequencer;
    const { ETag = '' } = await s3.send(
      new PutObjectCommand({ Bucket: settings.bucket, Key: key, Body, ContentType: 'image/png' }),
      { abortSignal: signal },
    );
    dropped = true;
    const sent = { key, etag: ETag.replaceAll('"', ''), ...(before !== undefined && { before }) };
    const result = await resultOf(store, sent, signal, AbortSignal.timeout(seconds * 1000));
    if (!result) return { why: `${key} is sent, but still queued after ${seconds} s.`, problem: 'failed' };
    if (result.status === 'enrolled') return { key };
    if (result.status === 'rejected') why = `of the face in ${item.image}: ${result.message}`;
  }
  if (dropped) await s3.send(new DeleteObjectCommand({ Bucket: settings.bucket, Key: key }));
  return { why, problem: 'refused' };
}

/** Those that are large and sharp enough to enrol somebody, the largest and most frontal first. */
async function candidates(
  { store, settings: { enrolMinFacePixels, enrolMinSharpness } }: Inbox,
  group: Group,
): Promise<Candidate[]> {
  const images = [...new Set(group.faces.map(({ image }) => image))];
  const items = await getAll<Analysed>(
    store,
    store.names.images,
    images.map((image) => ({ image })),
  );
  const byKey = new Map(items.map((item) => [item.image, item]));
  return group.faces
    .flatMap(({ image, face: place }): Candidate[] => {
      const item = byKey.get(image);
      const face = item?.faces?.[place];
      return item && face ? [{ item, face }] : [];
    })
    .filter(
      ({ face: { quality } }) => quality.size >= enrolMinFacePixels && quality.sharpness >= enrolMinSharpness,
    )
    .sort((a, b) => worth(b.face.quality) - worth(a.face.quality));
}
