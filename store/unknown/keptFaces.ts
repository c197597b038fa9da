import type { Analysed, ImageItem, Pending } from '../ImageItem.ts';
import type { Store } from '../openStore.ts';
import { changeOf } from '../sequencer.ts';
import { deleteIfEarlier, deleteIfOf, putIfEarlier } from '../writeUnlessLater.ts';
import { faceKey, type UnknownRow, WAITING } from './UnknownRow.ts';

/** Rows written at a time. */
const AT_ONCE = 25;

/** The places of the faces of which a row is kept, or was until its time was over. */
export function keptIn(item: ImageItem | undefined): number[] {
  if (item?.status !== 'analysed' || item.kind) return [];
  return item.faces.flatMap(({ kept }, face) => (kept ? [face] : []));
}

/** Puts what is not there yet: what is there of this change may be in a group by now. */
export async function keepFaces(
  store: Store,
  { image, sequencer, takenAt, keptUntil }: Analysed,
  { space, collection, faces }: NonNullable<Pending['keep']>,
): Promise<void> {
  await each(faces, ({ face, descriptor }) => {
    const row: UnknownRow = {
      ...faceKey(image, face),
      ...{ image, face, takenAt, descriptor, space, collection },
      sequencer: changeOf(sequencer),
      expiresAt: keptUntil!,
      waiting: WAITING,
      waitingSince: new Date().toISOString(),
    };
    return putIfEarlier(store, store.names.unknown, { ...row });
  });
}

/** Removes the rows of earlier changes. */
export async function unkeepFaces(
  store: Store,
  image: string,
  faces: number[],
  sequencer: string,
): Promise<void> {
  await each(faces, (face) =>
    deleteIfEarlier(store, store.names.unknown, faceKey(image, face), changeOf(sequencer)),
  );
}

/** Removes the rows of this very change, which were put too late. */
export async function takeBackKept(
  store: Store,
  image: string,
  { faces }: NonNullable<Pending['keep']>,
  sequencer: string,
): Promise<void> {
  await each(faces, ({ face }) =>
    deleteIfOf(store, store.names.unknown, faceKey(image, face), changeOf(sequencer)),
  );
}

async function each<T>(items: T[], write: (item: T) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE)
    await Promise.all(items.slice(at, at + AT_ONCE).map(write));
}
