import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Enrolled } from '../Gallery.ts';
import { before, type Contents, NAMES, ROWS, recordBytes } from './Contents.ts';

/** Whose a row is. */
export interface Names {
  person: string;
  photo: string;
}

/** Read at a time where many are. */
const MANY = 1000;

/**
 * The photos of a snapshot as they lie on the disk: nothing of them is kept in memory but by the system, which forgets it
 * where it needs the room. The files may be unlinked once this is open.
 */
export class Rows {
  readonly #contents: Contents;
  readonly #rows: number;
  readonly #names: number;
  readonly #record: Buffer;
  readonly #numbers: Float32Array;

  constructor(folder: string, contents: Contents) {
    this.#contents = contents;
    this.#rows = openSync(join(folder, ROWS), 'r');
    this.#names = openSync(join(folder, NAMES), 'r');
    this.#record = Buffer.alloc(recordBytes(contents.width));
    this.#numbers = new Float32Array(contents.width);
  }

  /** The euclidean distance, computed as `euclidean` does, to the last bit. */
  distance(descriptor: Float32Array, row: number): number {
    this.#read(row);
    const numbers = this.#numbers;
    let sum = 0;
    for (let at = 0; at < numbers.length; at++) sum += (descriptor[at]! - numbers[at]!) ** 2;
    return Math.sqrt(sum);
  }

  names(row: number): Names {
    this.#read(row);
    return this.#namesIn(this.#record, 0);
  }

  /** The row of a photo, between `start` and `end`; undefined where it has none. */
  find(wanted: Names, start: number, end: number): number | undefined {
    let [low, high] = [start, end];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (before(this.names(middle), wanted)) low = middle + 1;
      else high = middle;
    }
    if (low === end) return undefined;
    const { person, photo } = this.names(low);
    return person === wanted.person && photo === wanted.photo ? low : undefined;
  }

  /** The first row whose person is not before that one by name. */
  firstOf(person: string, start: number, end: number): number {
    let [low, high] = [start, end];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.names(middle).person < person) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  *between(start: number, end: number): Generator<Enrolled> {
    const { width, space } = this.#contents;
    const bytes = recordBytes(width);
    for (let first = start; first < end; first += MANY) {
      const count = Math.min(MANY, end - first);
      const records = Buffer.alloc(count * bytes);
      readWhole(this.#rows, records, first * bytes);
      for (let at = 0; at < count; at++) {
        const descriptor = new Float32Array(width);
        copyNumbers(records, at * bytes, descriptor);
        yield { ...this.#namesIn(records, at * bytes), space, descriptor };
      }
    }
  }

  close(): void {
    closeSync(this.#rows);
    closeSync(this.#names);
  }

  #read(row: number): void {
    readWhole(this.#rows, this.#record, row * this.#record.length);
    copyNumbers(this.#record, 0, this.#numbers);
  }

  #namesIn(records: Buffer, start: number): Names {
    const tail = start + 4 * this.#contents.width;
    const [person, photo] = [records.readUInt16LE(tail + 8), records.readUInt16LE(tail + 10)];
    const text = Buffer.alloc(person + photo);
    readWhole(this.#names, text, records.readDoubleLE(tail));
    return { person: text.toString('utf8', 0, person), photo: text.toString('utf8', person) };
  }
}

/** On all machines that this runs on, numbers lie in memory as they do in the file. */
function copyNumbers(from: Buffer, start: number, to: Float32Array): void {
  new Uint8Array(to.buffer).set(from.subarray(start, start + to.byteLength));
}

function readWhole(file: number, into: Buffer, position: number): void {
  const read = readSync(file, into, 0, into.length, position);
  if (read !== into.length)
    throw new Error(
      `A file of the gallery's snapshot ends ${into.length - read} bytes too early, though it was whole when it was opened. ` +
        'See whether its disk is full or failing; a function that starts anew fetches it again.',
    );
}
