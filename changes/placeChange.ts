import { describes } from '../store/describes.ts';
import type { ImageItem } from '../store/ImageItem.ts';
import type { Seen } from '../store/lookAt.ts';
import { after, changeOf, isOfALook, NOTHING, wellFormed } from '../store/sequencer.ts';
import type { Change } from './readChanges.ts';

/** A change with its place among the changes of its key. */
export interface Placed extends Change {
  sequencer: string;
  /** S3's LastModified of the object, where it was asked for. */
  modified?: Date;
}

/**
 * Where a change belongs, by S3's sequencer. Where that orders nothing, because there is none, or it is not higher
 * than the one that stands (a repetition, a late message, or a bucket that counts anew), or what stands was looked up
 * itself, the bucket is asked: the message is then a hint only, and what the key holds now is the change.
 * @param before what stands; read before `look` is called
 * @returns undefined where nothing is to be done: what stands tells of the bucket's object already.
 */
export async function placeChange(
  change: Change,
  before: ImageItem | undefined,
  look: () => Promise<Seen | undefined>,
): Promise<Placed | undefined> {
  const { sequencer: own, mend } = change;
  if (own !== undefined) {
    if (!before || (before.sequencer < own && !isOfALook(before.sequencer)))
      return { ...change, sequencer: own };
    if (changeOf(before.sequencer) === own && isOf(before, change)) return undefined;
  }
  const object = await look();
  const strays = mend
    ? [...mend.sightings, ...mend.people, ...(mend.unknown ?? [])].map(({ sequencer }) =>
        wellFormed(sequencer),
      )
    : [];
  const again = mend?.of === (before?.sequencer ?? null) || strays.length > 0;
  if (!again && describes(before, object)) return undefined;

  const last = [before?.sequencer ?? NOTHING, ...strays].sort().at(-1)!;
  if (own !== undefined && own > last && isAbout(change, object)) return { ...change, sequencer: own };
  const sequencer = after(last);
  if (!object) return { ...change, kind: 'removed', sequencer };
  const { etag, bytes, modified } = object;
  return { ...change, kind: 'dropped', etag, bytes, modified, time: modified, sequencer };
}

/** Whether the item can be what became of this very change. */
function isOf(item: ImageItem, { kind, etag }: Change): boolean {
  if (item.status === 'removed') return kind === 'removed';
  return kind === 'dropped' && (etag === '' || item.etag === etag);
}

/** Whether the change has led to what the bucket holds, as far as can be told. */
function isAbout({ kind, etag }: Change, object: Seen | undefined): boolean {
  return object ? kind === 'dropped' && etag === object.etag : kind === 'removed';
}
