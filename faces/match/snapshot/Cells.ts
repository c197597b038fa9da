import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { CodedRows } from './CodedRows.ts';
import { type Projection, projector } from './Projection.ts';

/** The rows of a collection by the cells that they lie in: see buildCells.ts. */
export interface Cells {
  /** Codes are of images by this, and of these steps. */
  projection: Projection;
  step: number;
  centres: CodedRows;
  /** By cell, where its rows begin; and at the end where the last one's end. */
  starts: Uint32Array;
  /** The rows, cell by cell, and their codes in that order. */
  rows: Uint32Array;
  codes: CodedRows;
}

/** Of all rows in cells, so many are looked at, and at least so many: measured in docs/galleries.md. */
const [LOOKED_AT_SHARE, LOOKED_AT_LEAST] = [0.1, 10_000];

/**
 * The rows that are nearest by their codes, at most `most`, in no order: of those in the nearest cells. Where so many are asked
 * for that these cells may not hold them, of all.
 */
export function nearIn(
  { projection, centres, starts, rows, codes }: Cells,
  descriptor: Float32Array,
  most: number,
): number[] {
  const enough = Math.max(LOOKED_AT_LEAST, LOOKED_AT_SHARE * codes.count, most * 4);
  const image = projector(projection)(descriptor);
  centres.look(image);
  centres.scan(0, centres.count);
  codes.look(image);
  const near = new Nearest(most, codes.squares);
  let looked = 0;
  for (const cell of inOrder(centres.squares)) {
    if (looked >= enough) break;
    const [from, to] = [starts[cell]!, starts[cell + 1]!];
    codes.scan(from, to);
    near.take(from, to);
    looked += to - from;
  }
  return near.places().map((place) => rows[place]!);
}

/** Packed into one number each, of which numbers can be sorted without a function that compares. */
function inOrder(squares: Int32Array): Uint32Array {
  const CELLS = 2 ** 20;
  const keys = Float64Array.from(squares, (square, cell) => square * CELLS + cell).sort();
  return Uint32Array.from(keys, (key) => key - Math.floor(key / CELLS) * CELLS);
}

/** The places of the least squares that were taken: a heap, the greatest of them first. */
class Nearest {
  readonly #squares: Int32Array;
  readonly #heap: Uint32Array;
  #size = 0;

  constructor(most: number, squares: Int32Array) {
    this.#heap = new Uint32Array(most);
    this.#squares = squares;
  }

  take(from: number, to: number): void {
    const [squares, heap] = [this.#squares, this.#heap];
    let place = from;
    for (; place < to && this.#size < heap.length; place++) this.#put(place);
    if (this.#size < heap.length) return;
    let bound = squares[heap[0]!]!;
    for (; place < to; place++) {
      if (squares[place]! >= bound) continue;
      this.#sink(place);
      bound = squares[heap[0]!]!;
    }
  }

  places(): number[] {
    return Array.from(this.#heap.subarray(0, this.#size));
  }

  #put(place: number): void {
    const [squares, heap] = [this.#squares, this.#heap];
    let at = this.#size++;
    for (
      let above = (at - 1) >> 1;
      at > 0 && squares[heap[above]!]! < squares[place]!;
      above = (at - 1) >> 1
    ) {
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = place;
  }

  /** In the place of the greatest. */
  #sink(place: number): void {
    const [squares, heap] = [this.#squares, this.#heap];
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && squares[heap[below + 1]!]! > squares[heap[below]!]!) below++;
      if (squares[heap[below]!]! <= squares[place]!) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = place;
  }
}

/**
 * The file: how many cells there are and numbers in an image, the step; the projection, where each cell begins, the rows, then
 * the codes of the centres and those of the rows.
 */
export function writeCells(path: string, { projection, step, centres, starts, rows, codes }: Cells): void {
  const file = openSync(path, 'w');
  const { kept, offset, basis } = projection;
  const head = [Uint32Array.of(centres.count, kept), Float64Array.of(step)];
  for (const part of [...head, offset, basis, starts, rows, centres.codes, codes.codes])
    writeAll(file, new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  closeSync(file);
}

export function readCells(path: string, count: number, width: number): Cells {
  const file = openSync(path, 'r');
  const [head, steps] = [new Uint32Array(2), new Float64Array(1)];
  for (const part of [head, steps]) readAll(file, part);
  const [cells, kept] = head as unknown as [number, number];
  const step = steps[0]!;
  const projected = kept < width ? kept : 0;
  const [offset, basis] = [new Float32Array(projected), new Float32Array(projected * width)];
  const projection: Projection = { width, kept, offset, basis };
  const [starts, rows] = [new Uint32Array(cells + 1), new Uint32Array(count)];
  const [centres, codes] = [new CodedRows(cells, kept, step), new CodedRows(count, kept, step)];
  for (const part of [offset, basis, starts, rows, centres.codes, codes.codes]) readAll(file, part);
  closeSync(file);
  for (const one of [centres, codes]) one.measure(0, one.count);
  return { projection, step, centres, starts, rows, codes };
}

/** The system moves 2 GB at most at a time. */
const AT_ONCE = 2 ** 28;

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; )
    at += writeSync(file, bytes, at, Math.min(AT_ONCE, bytes.length - at));
}

function readAll(file: number, { buffer, byteOffset, byteLength }: ArrayBufferView): void {
  const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(file, bytes, at, Math.min(AT_ONCE, bytes.length - at), null);
    if (read === 0)
      throw new Error(`The cells of the gallery's snapshot end ${bytes.length - at} bytes too early.`);
    at += read;
  }
}
