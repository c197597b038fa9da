import pMap from 'p-map';
import { partsOf } from '../config/keys.ts';
import type { Enrolled, Gallery } from '../faces/match/Gallery.ts';
import { MemoryGallery } from '../faces/match/MemoryGallery.ts';
import { changeKey, type Snapshot } from '../faces/match/snapshot/openSnapshot.ts';
import type { Names } from '../faces/match/snapshot/Rows.ts';
import { batches, type PeopleChange } from '../store/galleryLog.ts';
import type { Store } from '../store/openStore.ts';
import { readPhotos, readPhotosOf } from '../store/spaces.ts';

/** What is known of the people: a snapshot of the gallery, and what has changed since. */
export interface Known {
  space: string;
  /** All changes up to it are known. */
  version: number;
  /** Of the snapshot. */
  madeAt: number;
  snapshot: Snapshot;
  /** By collection, then by photo; without a descriptor those that are not enrolled any more. */
  changes: Map<string, Map<string, Enrolled | (Names & { descriptor?: undefined })>>;
  /** Of collections that have not changed since, the one asked for last at the end. */
  galleries: Map<string, Gallery>;
  /** Changes to be read again, and when, by performance.now(). */
  again: { at: number; changes: PeopleChange[] }[];
}

/** Requests at once. */
const AT_ONCE = 8;
/** Photos of small collections that are kept in memory; those of the collection asked for last are in any case. */
const KEPT_PHOTOS = 100_000;

/** Reads those whom the changes are about, as they are now. */
export async function apply(store: Store, known: Known, changes: PeopleChange[]): Promise<void> {
  if (changes.length === 0) return;
  const { space } = known;
  const photos = new Map<string, Names>();
  for (const { person, photo } of changes)
    if (photo !== undefined) photos.set(changeKey({ person, photo }), { person, photo });
  const people = new Set(changes.filter(({ photo }) => photo === undefined).map(({ person }) => person));
  for (const person of people)
    for (const names of photosOf(known, person)) photos.set(changeKey(names), names);
  const read = await pMap(batches([...photos.values()]), (batch) => readPhotos(store, space, batch), {
    concurrency: AT_ONCE,
  });
  const ofPeople = await pMap(people, (person) => readPhotosOf(store, space, person), {
    concurrency: AT_ONCE,
  });
  for (const names of photos.values()) set(known, names);
  for (const one of [...read, ...ofPeople].flat()) set(known, one);
}

/** As of now: with a descriptor if it is enrolled. */
export function set(known: Known, one: Enrolled | Names): void {
  const { collection } = partsOf(one.person);
  const its = known.changes.get(collection) ?? new Map();
  its.set(changeKey(one), one);
  known.changes.set(collection, its);
  known.galleries.delete(collection);
}

export function countChanges({ changes }: Known): number {
  return [...changes.values()].reduce((sum, { size }) => sum + size, 0);
}

export function galleryOf(known: Known, collection: string): Gallery {
  const { galleries, snapshot, changes } = known;
  const gallery = galleries.get(collection) ?? snapshot.gallery(collection, changes.get(collection));
  galleries.delete(collection);
  galleries.set(collection, gallery);
  let kept = [...galleries.values()].reduce((sum, one) => sum + inMemory(one), 0);
  for (const [other, one] of galleries) {
    if (kept <= KEPT_PHOTOS || other === collection) break;
    kept -= inMemory(one);
    galleries.delete(other);
  }
  return gallery;
}

const inMemory = (gallery: Gallery) => (gallery instanceof MemoryGallery ? gallery.size : 0);

/** Those that are known of somebody, removed ones among them. */
function photosOf({ snapshot, changes }: Known, person: string): Names[] {
  const { collection } = partsOf(person);
  const since = [...(changes.get(collection)?.values() ?? [])].filter((one) => one.person === person);
  return [...snapshot.photosOf(collection, person), ...since].map(({ photo }) => ({ person, photo }));
}
