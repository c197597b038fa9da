import { called, readAliases } from '../store/aliases.ts';
import type { ImageItem, Tombstone } from '../store/ImageItem.ts';
import type { Store } from '../store/openStore.ts';
import { renamedFaces } from '../store/renamedFaces.ts';

/** Somebody who is being renamed is called by the new name, whether this result was revised already or not. */
export async function withNamesOfNow<T extends Exclude<ImageItem, Tombstone>>(
  store: Store,
  item: T,
): Promise<T> {
  const aliases = await readAliases(store);
  if (item.status !== 'analysed' || aliases.size === 0) return item;
  const now = { called: (person: string) => called(person, aliases), placed: (photo: string) => photo };
  const people = item.people && { people: new Set([...item.people].map(now.called)) };
  if (item.kind) return { ...item, ...people, tracks: renamedFaces(item.tracks, now) ?? item.tracks };
  return { ...item, ...people, faces: renamedFaces(item.faces, now) ?? item.faces };
}
