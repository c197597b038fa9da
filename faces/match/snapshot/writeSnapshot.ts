import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { partsOf } from '../../../config/keys.ts';
import { type Enrolled, mustBeOf } from '../Gallery.ts';
import { buildCells } from './buildCells.ts';
import { writeCells } from './Cells.ts';
import { type Collection, type Contents, NAMES, ROWS, recordBytes } from './Contents.ts';

/** From so many photos on a collection has an index; with fewer it is compared with all of them sooner than that pays. */
const CELLS_FROM = 20_000;
/** Written at a time. */
const MANY = 1000;

export interface SnapshotWriter {
  /** In any order. @throws SpaceError where it is of another space. */
  add(one: Enrolled): void;
  /** @returns what is in the folder then */
  finish(): Contents;
}

/** What is kept of a collection until all is known. */
interface Met {
  /** Places in the order of coming. */
  photos: number[];
  others: Collection['others'];
}

/**
 * Writes a snapshot's files into a folder. In memory are the names, and of an index the codes; descriptors wait on the disk for their
 * order.
 * @param cellsFrom see CELLS_FROM; for tests fewer
 */
export function openWriter(folder: string, space: string, cellsFrom = CELLS_FROM): SnapshotWriter {
  const spoolPath = join(folder, 'spool');
  const spool = openSync(spoolPath, 'w+');
  const people: string[] = [];
  const photos: string[] = [];
  const met = new Map<string, Met>();
  let width = 0;
  let waiting: Float32Array[] = [];
  const flush = () => {
    if (waiting.length > 0) writeSync(spool, joined(waiting, width));
    waiting = [];
  };
  return {
    add({ person, photo, ...described }) {
      mustBeOf(space, described);
      const { descriptor } = described;
      const { collection } = partsOf(person);
      const its = met.get(collection) ?? { photos: [], others: [] };
      met.set(collection, its);
      if (width === 0) width = descriptor.length;
      if (descriptor.length !== width) {
        its.others.push({ person, photo, width: descriptor.length });
        return;
      }
      its.photos.push(photos.push(photo) - 1);
      people.push(person);
      if (waiting.push(descriptor) === MANY) flush();
    },
    finish() {
      flush();
      const contents: Contents = { space, width, count: photos.length, collections: [] };
      const [rows, names] = [ROWS, NAMES].map((name) => openSync(join(folder, name), 'w')) as [
        number,
        number,
      ];
      const written = { rows: 0, bytes: 0 };
      for (const [name, its] of [...met].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const inOrder = its.photos.sort((a, b) => order(people, a, b) || order(photos, a, b));
        const { others } = its;
        const collection: Collection = {
          ...{ name, start: written.rows, end: written.rows + inOrder.length, others },
        };
        for (let at = 0; at < inOrder.length; at += MANY) {
          const places = inOrder.slice(at, at + MANY);
          const descriptors = places.map((place) => readDescriptor(spool, place, width));
          const both = places.map(
            (place) => [Buffer.from(people[place]!), Buffer.from(photos[place]!)] as const,
          );
          writeSync(rows, records(descriptors, both, written.bytes));
          writeSync(names, Buffer.concat(both.flat()));
          written.rows += places.length;
          written.bytes += both.flat().reduce((sum, { length }) => sum + length, 0);
        }
        if (inOrder.length >= cellsFrom) {
          collection.cells = { file: `cells-${contents.collections.length}` };
          const descriptorOf = (row: number) => readDescriptor(spool, inOrder[row]!, width);
          writeCells(join(folder, collection.cells.file), buildCells(inOrder.length, width, descriptorOf));
        }
        contents.collections.push(collection);
      }
      for (const file of [rows, names, spool]) closeSync(file);
      rmSync(spoolPath);
      return contents;
    },
  };
}

function records(
  descriptors: Float32Array[],
  names: (readonly [Buffer, Buffer])[],
  firstName: number,
): Buffer {
  const width = descriptors[0]!.length;
  const bytes = recordBytes(width);
  const all = Buffer.alloc(bytes * descriptors.length);
  let position = firstName;
  for (const [at, descriptor] of descriptors.entries()) {
    const [person, photo] = names[at]!;
    all.set(new Uint8Array(descriptor.buffer), at * bytes);
    const tail = at * bytes + 4 * width;
    all.writeDoubleLE(position, tail);
    all.writeUInt16LE(person.length, tail + 8);
    all.writeUInt16LE(photo.length, tail + 10);
    position += person.length + photo.length;
  }
  return all;
}

function joined(descriptors: Float32Array[], width: number): Uint8Array {
  const all = new Float32Array(descriptors.length * width);
  for (const [at, descriptor] of descriptors.entries()) all.set(descriptor, at * width);
  return new Uint8Array(all.buffer);
}

function readDescriptor(spool: number, place: number, width: number): Float32Array {
  const descriptor = new Float32Array(width);
  readSync(spool, new Uint8Array(descriptor.buffer), 0, 4 * width, 4 * width * place);
  return descriptor;
}

const order = (names: string[], a: number, b: number) =>
  names[a]! < names[b]! ? -1 : names[a]! > names[b]! ? 1 : 0;
