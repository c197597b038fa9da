import { STEP } from './assemble.ts';
import { instantiate } from './instantiate.ts';

/** The largest number of a code, which is a byte with a sign. */
const MOST = 127;

/** Squares of distances as the codes tell them, in steps, and by how much such a distance may be wrong. */
export interface Rough {
  /** One a row: the square less `norm`. */
  squares: Int32Array;
  /** Of the face. */
  norm: number;
  /** No distance between the face and a row differs by more from that of their codes; NaN where nothing is known. */
  slack: number;
}

/**
 * Descriptors in 8 bits with one step for all, in the memory of WebAssembly: a quarter of the bytes, and all bounds of
 * what the rounding does are kept, so that what is far by its code is surely far. By the triangle inequality a distance
 * is wrong by at most the lengths of the two rounding errors; nothing is taken for granted about the numbers.
 */
export class Codes {
  readonly #step: number;
  readonly #width: number;
  /** The longest rounding error of a row, in steps. */
  readonly #error: number;
  readonly #query: Int16Array;
  readonly #squares: Int32Array;
  readonly #run: () => void;

  /** @param rows descriptors of `width` numbers each, one after the other */
  constructor(rows: Float32Array, width: number) {
    const count = rows.length / width;
    const padded = Math.ceil(width / STEP) * STEP;
    const [norm, out] = [2 * padded, 2 * padded + 4 * count];
    const first = out + 4 * count;
    const end = first + count * padded;
    const { buffer, scan } = instantiate(end);
    this.#width = width;
    this.#step = largest(rows) / MOST || 1;
    this.#query = new Int16Array(buffer, 0, padded);
    this.#squares = new Int32Array(buffer, out, count);
    this.#run = () => scan(first, end, padded, 0, norm, out);

    const norms = new Int32Array(buffer, norm, count);
    let error = 0;
    for (let row = 0; row < count; row++) {
      const codes = new Int8Array(buffer, first + row * padded, padded);
      const coded = encode(rows, row * width, width, this.#step, MOST, codes);
      norms[row] = coded.norm;
      // Math.max keeps what is not a number: then nothing is known of any row.
      error = Math.max(error, coded.error);
    }
    this.#error = error;
  }

  /** The squares are overwritten by the next call. */
  compare(face: Float32Array): Rough {
    // No sum of the scan leaves 32 bits; what is cut off of a face counts as its rounding error.
    const most = Math.min(8 * MOST, Math.floor(2 ** 30 / (MOST * this.#query.length)) - MOST / 2);
    const { norm, error } = encode(face, 0, this.#width, this.#step, Math.floor(most), this.#query);
    this.#run();
    return { squares: this.#squares, norm, slack: error + this.#error };
  }
}

/** Rounds to whole steps, at most `most` of them; gives the square of the code's length, and how long what is lost is. */
function encode(
  from: Float32Array,
  start: number,
  width: number,
  step: number,
  most: number,
  to: Int8Array | Int16Array,
): { norm: number; error: number } {
  let norm = 0;
  let lost = 0;
  for (let at = 0; at < width; at++) {
    const steps = from[start + at]! / step;
    // Math.round, Math.min and Math.max make this five times as slow.
    const code = steps > most ? most : steps < -most ? -most : Math.floor(steps + 0.5);
    to[at] = code;
    norm += code * code;
    const rest = steps - code;
    lost += rest * rest;
  }
  return { norm, error: Math.sqrt(lost) };
}

/** Of those that are numbers. */
function largest(numbers: Float32Array): number {
  let most = 0;
  for (let at = 0; at < numbers.length; at++) {
    const size = Math.abs(numbers[at]!);
    if (size > most && size < Number.POSITIVE_INFINITY) most = size;
  }
  return most;
}
