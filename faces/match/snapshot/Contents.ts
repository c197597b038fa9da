/**
 * What a snapshot of a gallery consists of, in a folder: all enrolled photos of one space, in order of collection, person and
 * photo.
 *
 * `rows`: one record a photo, all of one length: the descriptor's numbers (float32), then where in `names` its names begin
 * (float64) and how many bytes those of person and photo are (uint16 each); all little-endian.
 * `names`: for each photo the person's name and the photo's key, in UTF-8.
 * `cells-<n>`: the index of a large collection (Cells.ts).
 */
export interface Contents {
  space: string;
  /** How many numbers a descriptor has; 0 where there is none. */
  width: number;
  /** How many photos. */
  count: number;
  /** In order of their rows. */
  collections: Collection[];
}

/** Its rows are those from `start` on, before `end`. */
export interface Collection {
  name: string;
  start: number;
  end: number;
  /** Where there is an index: its file. */
  cells?: { file: string };
  /** Damaged: photos whose descriptors have not as many numbers as the others, and are in no row. */
  others: { person: string; photo: string; width: number }[];
}

export const ROWS = 'rows';
export const NAMES = 'names';

/** Of the fields behind a descriptor. */
const TAIL_BYTES = 8 + 2 + 2;

export function recordBytes(width: number): number {
  return 4 * width + TAIL_BYTES;
}

/** The files that there are, in a folder of those contents. */
export function filesOf({ collections }: Contents): string[] {
  return [ROWS, NAMES, ...collections.flatMap(({ cells }) => (cells ? [cells.file] : []))];
}

/** The order of rows within a collection. */
export function before(a: { person: string; photo: string }, b: { person: string; photo: string }): boolean {
  return a.person < b.person || (a.person === b.person && a.photo < b.photo);
}
