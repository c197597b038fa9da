import { STEP } from '../scan/assemble.ts';
import { instantiate } from '../scan/instantiate.ts';

/** The largest number of a row's code, which is a byte with a sign. */
const MOST = 127;
/** And of a face's: with it no sum of the scan leaves 32 bits, whatever the width. */
const MOST_OF_FACE = 8 * MOST;

/** Descriptors in 8 bits a number, with one step for all, in the memory of WebAssembly; any range of them can be scanned. */
export class CodedRows {
  readonly count: number;
  /** Of the codes, one after the other; a row has `stride` of them. */
  readonly codes: Int8Array;
  readonly stride: number;
  /** By row, after a scan: the square of its distance in steps, less that of the face's own length. */
  readonly squares: Int32Array;
  readonly #width: number;
  readonly #step: number;
  readonly #query: Int16Array;
  readonly #norms: Int32Array;
  readonly #scan: (from: number, to: number) => void;

  constructor(count: number, width: number, step: number) {
    const stride = Math.ceil(width / STEP) * STEP;
    const [norms, out] = [2 * stride, 2 * stride + 4 * count];
    const first = out + 4 * count;
    const { buffer, scan } = instantiate(first + count * stride);
    this.count = count;
    this.stride = stride;
    this.#width = width;
    this.#step = step;
    this.#query = new Int16Array(buffer, 0, stride);
    this.#norms = new Int32Array(buffer, norms, count);
    this.squares = new Int32Array(buffer, out, count);
    this.codes = new Int8Array(buffer, first, count * stride);
    this.#scan = (from, to) =>
      scan(first + from * stride, first + to * stride, stride, 0, norms + 4 * from, out + 4 * from);
  }

  set(row: number, descriptor: ArrayLike<number>): void {
    const start = row * this.stride;
    this.#encode(descriptor, MOST, this.codes.subarray(start, start + this.stride));
    this.measure(row, row + 1);
  }

  /** To be called of rows whose codes were written from outside. */
  measure(from: number, to: number): void {
    for (let row = from, at = from * this.stride; row < to; row++) {
      let norm = 0;
      for (const end = at + this.stride; at < end; at++) norm += this.codes[at]! * this.codes[at]!;
      this.#norms[row] = norm;
    }
  }

  /** What the next scans compare with. */
  look(descriptor: ArrayLike<number>): void {
    this.#encode(descriptor, MOST_OF_FACE, this.#query);
  }

  scan(from: number, to: number): void {
    this.#scan(from, to);
  }

  /** Rounds to whole steps; what is beyond the largest code, or no number, is cut off. */
  #encode(descriptor: ArrayLike<number>, most: number, to: Int8Array | Int16Array): void {
    for (let at = 0; at < this.#width; at++) {
      const steps = descriptor[at]! / this.#step;
      to[at] = steps > most ? most : steps < -most ? -most : Math.floor(steps + 0.5);
    }
  }
}
