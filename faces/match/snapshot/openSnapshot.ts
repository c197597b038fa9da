import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Enrolled, Gallery } from '../Gallery.ts';
import { MemoryGallery } from '../MemoryGallery.ts';
import { ApproximateGallery } from './ApproximateGallery.ts';
import { type Cells, nearIn, readCells } from './Cells.ts';
import type { Collection, Contents } from './Contents.ts';
import { type Names, Rows } from './Rows.ts';

/** What became of photos since a snapshot was made, of one collection: undefined for one that is not enrolled any more. */
type Changes = ReadonlyMap<string, Enrolled | (Names & { descriptor?: undefined })>;

/** Of the photo in `Changes`; no name has a zero byte. */
export const changeKey = ({ person, photo }: Names): string => `${person}\0${photo}`;

export interface Snapshot {
  contents: Contents;
  /** The gallery of a collection with what has changed since; nobody is in one that neither has. */
  gallery(collection: string, changes: Changes | undefined): Gallery;
  /** The photos of one person. */
  photosOf(collection: string, person: string): Names[];
  close(): void;
}

/** Opens the files, and takes them out of the folder: their room is free when the process ends, however that ends. */
export function openSnapshot(folder: string, contents: Contents): Snapshot {
  const { space, width } = contents;
  const rows = new Rows(folder, contents);
  const collections = new Map(contents.collections.map((one) => [one.name, one]));
  const cells = new Map(
    contents.collections.flatMap(({ name, start, end, cells }): [string, Cells][] =>
      cells ? [[name, readCells(join(folder, cells.file), end - start, width)]] : [],
    ),
  );
  rmSync(folder, { recursive: true });
  const rowOf = ({ start, end }: Collection, names: Names) => rows.find(names, start, end);
  return {
    contents,
    gallery(name, changes = new Map()) {
      const its = collections.get(name) ?? { name, start: 0, end: 0, others: [] };
      const since = [...changes.values()].filter((one) => one.descriptor !== undefined);
      const index = cells.get(name);
      if (!index) return inMemory(space, its, rows, changes, since);
      const gone = new Set([...changes.values()].flatMap((names) => rowOf(its, names) ?? []));
      return new ApproximateGallery({
        ...{ space, width, gone, otherWidth: stillDamaged(its, changes)?.width },
        rows: {
          ...{ count: its.end - its.start, all: rows },
          near: (descriptor, most) => nearIn(index, descriptor, most).map((row) => its.start + row),
        },
        since: new MemoryGallery(space, since),
      });
    },
    photosOf(name, person) {
      const { start, end } = collections.get(name) ?? { start: 0, end: 0 };
      const photos: Names[] = [];
      for (let row = rows.firstOf(person, start, end); row < end; row++) {
        const names = rows.names(row);
        if (names.person !== person) break;
        photos.push(names);
      }
      return photos;
    },
    close: () => rows.close(),
  };
}

/** Nobody is in it, and it has no files. */
export function emptySnapshot(space: string): Snapshot {
  return {
    contents: { space, width: 0, count: 0, collections: [] },
    gallery: (_, changes = new Map()) =>
      new MemoryGallery(
        space,
        [...changes.values()].filter((one) => one.descriptor !== undefined),
      ),
    photosOf: () => [],
    close() {},
  };
}

/** All of a collection that has no index. */
function inMemory(
  space: string,
  its: Collection,
  rows: Rows,
  changes: Changes,
  since: Iterable<Enrolled>,
): MemoryGallery {
  const gallery = new MemoryGallery(space);
  for (const one of rows.between(its.start, its.end)) if (!changes.has(changeKey(one))) gallery.add(one);
  for (const one of since) gallery.add(one);
  const damaged = stillDamaged(its, changes);
  // Of a damaged one the gallery looks at the length alone, and so does this.
  if (damaged)
    gallery.add({ ...damaged, space, descriptor: new Float32Array(damaged.width).fill(Number.NaN) });
  return gallery;
}

const stillDamaged = ({ others }: Collection, changes: Changes) =>
  others.find((one) => !changes.has(changeKey(one)));
