import { type Candidate, type Described, type Gallery, mustBeOf, unequal } from '../Gallery.ts';
import type { MemoryGallery } from '../MemoryGallery.ts';
import type { Rows } from './Rows.ts';

/** Rows that the index is asked for beyond the people that are wanted: measured in docs/galleries.md. */
const BEYOND = 64;
/** Where these were too few, so many times as many. */
const MORE = 4;

interface Parts {
  space: string;
  width: number;
  /** Of the collection: how many there are, where they lie, and which are nearest by the index. */
  rows: { count: number; all: Rows; near(descriptor: Float32Array, most: number): number[] };
  /** Rows that count no more: removed, or described anew. */
  gone: ReadonlySet<number>;
  /** Enrolled, or described anew, since the snapshot was made. */
  since: MemoryGallery;
  otherWidth?: number | undefined;
}

/**
 * A large collection: an index proposes rows, and their distances are computed from the descriptors as they were enrolled.
 * So a distance is exact and an order is right; that somebody nearer was not proposed happens as rarely as
 * docs/galleries.md says.
 */
export class ApproximateGallery implements Gallery {
  readonly space: string;
  readonly size: number;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.space = parts.space;
    this.size = parts.rows.count - parts.gone.size + parts.since.size;
    this.#parts = parts;
  }

  async nearest(faces: Described[], most: number): Promise<Candidate[][]> {
    return faces.map((face) => this.#nearestTo(face, most));
  }

  #nearestTo(face: Described, most: number): Candidate[] {
    const { width, otherWidth, since } = this.#parts;
    mustBeOf(this.space, face);
    if (this.size === 0 || most < 1) return [];
    for (const one of [width, otherWidth ?? width])
      if (face.descriptor.length !== one) throw unequal(face, one);
    const best = new Map<string, Candidate>();
    for (const one of [...this.#fromRows(face, most), ...since.nearestTo(face, most)]) {
      const known = best.get(one.person);
      if (!known || one.distance < known.distance) best.set(one.person, one);
    }
    return inOrder([...best.values()]).slice(0, most);
  }

  /** The nearest people of the snapshot. */
  #fromRows({ descriptor }: Described, most: number): Candidate[] {
    const { rows, gone } = this.#parts;
    for (let wanted = Math.min(most, rows.count) + BEYOND; ; wanted *= MORE) {
      const asked = Math.min(wanted, rows.count);
      const proposed = rows.near(descriptor, asked);
      const looked = proposed
        .filter((row) => !gone.has(row))
        .map((row) => ({ row, distance: rows.all.distance(descriptor, row) }))
        // Of a damaged one there is no distance, and no limit that it is within.
        .filter(({ distance }) => !Number.isNaN(distance))
        .sort((a, b) => a.distance - b.distance);
      const found = this.#people(looked, most);
      // Of those who are as far as the last one any may come first by name: then all of them have to be known.
      const isClear = found.length >= most && looked.at(-1)!.distance > found[most - 1]!.distance;
      if (isClear || asked === rows.count) return found;
    }
  }

  /** Whose they are, nearest first: as many people as wanted, and those who are as far as the last of them. */
  #people(looked: { row: number; distance: number }[], most: number): Candidate[] {
    const found: Candidate[] = [];
    const known = new Set<string>();
    for (const { row, distance } of looked) {
      if (found.length >= most && distance > found[most - 1]!.distance) break;
      const { person, photo } = this.#parts.rows.all.names(row);
      if (known.has(person)) continue;
      known.add(person);
      found.push({ person, photo, distance });
    }
    return found;
  }
}

/** Nearest first, equal distances in order of name. */
function inOrder(candidates: Candidate[]): Candidate[] {
  return candidates.sort((a, b) => a.distance - b.distance || (a.person < b.person ? -1 : 1));
}
