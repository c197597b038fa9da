import { isDeepStrictEqual } from 'node:util';
import pMap from 'p-map';
import type { Analysed, FaceItem } from '../ImageItem.ts';
import type { Store } from '../openStore.ts';
import { revise } from '../revise.ts';
import { changeOf } from '../sequencer.ts';
import { facesOf, groupsOf, numberIn } from './readRows.ts';
import { type GroupRow, groupName, type UnknownRow } from './UnknownRow.ts';

/** Photos whose results are revised at a time. */
const AT_ONCE = 8;

/**
 * Has the results of photos tell what is known of their unknown faces: the group, who it is, or who was found to be one. What is known
 * is read after the result, and written over that very result: so whoever comes last has read the last.
 */
export async function tellGroups(
  store: Store,
  images: Iterable<string>,
  { signal, onTold }: { signal?: AbortSignal; onTold?: () => void } = {},
): Promise<void> {
  const tell = async (image: string) => {
    await revise(store, image, async (item) => {
      const faces = await facesAsKnown(store, item);
      return isDeepStrictEqual(faces, item.faces) ? undefined : faces;
    });
    onTold?.();
  };
  await pMap(images, tell, { concurrency: AT_ONCE, ...(signal && { signal }) });
}

/** The faces of a result as they are known now. */
async function facesAsKnown(store: Store, item: Analysed): Promise<FaceItem[]> {
  const rows = await facesOf(store, item.image);
  const groups = await groupsOf(
    store,
    [...rows.values()].flatMap(({ group }) => group ?? []),
  );
  return item.faces.map((face, place) => asKnown(face, rows.get(place), item, groups));
}

/** A face as it is known by its row; as it is where there is none of this change of the photo, or it is in no group yet. */
export function asKnown(
  face: FaceItem,
  row: Pick<UnknownRow, 'sequencer' | 'group' | 'collection' | 'found'> | undefined,
  { sequencer }: Pick<Analysed, 'sequencer'>,
  groups: Map<number, GroupRow>,
): FaceItem {
  if (row?.group === undefined || row.sequencer !== changeOf(sequencer)) return face;
  const number = numberIn(groups, row.group);
  const group = groupName(row.collection, number);
  const name = groups.get(number)?.name;
  const { person, distance, similarity, matchedPhoto, named, ...unknown } = face;
  if (name !== undefined) return { ...unknown, decision: 'matched', person: name, group, named: true };
  if (!row.found) return { ...unknown, decision: 'unknown', group };
  const { runnerUp, ambiguous, ...rest } = unknown;
  return { ...rest, decision: 'matched', ...row.found, group };
}
