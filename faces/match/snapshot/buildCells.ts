import type { Cells } from './Cells.ts';
import { CodedRows } from './CodedRows.ts';
import { findProjection, projector } from './Projection.ts';

/**
 * Where the rows of a large collection lie: in cells around centres, so that whoever looks for what is near a face has to look
 * in the nearest cells alone (an inverted file, Jégou, Douze and Schmid, "Product quantization for nearest neighbor search",
 * 2011, section 4). The centres are those of Lloyd's method on a part of the rows.
 */

/** Cells for the root of so many rows; rows that a centre is made of, and rounds: measured in docs/galleries.md. */
const [CELLS_A_ROOT, ROWS_A_CENTRE, ROUNDS] = [2, 32, 6];

/** Of each descriptor the largest number is looked at: codes have room for those of so many of them. */
const FITTED = 0.99;
const LARGEST_CODE = 127;

/** @param descriptorOf the descriptor of a row; rows are numbered from 0 */
export function buildCells(count: number, width: number, descriptorOf: (row: number) => Float32Array): Cells {
  const cells = Math.max(1, Math.min(count, Math.round(CELLS_A_ROOT * Math.sqrt(count))));
  const some = spreadRows(count, cells * ROWS_A_CENTRE, descriptorOf);
  const most = quantile(some.map(largestOf), FITTED);
  const projection = findProjection(
    some.filter((descriptor) => descriptor.every(Number.isFinite) && largestOf(descriptor) <= most),
    width,
  );
  const project = projector(projection);
  const images = some.map((descriptor) => project(descriptor).slice());
  const step = quantile(images.map(largestOf), FITTED) / LARGEST_CODE || 1;
  const { kept } = projection;
  const centres = findCentres(images, kept, step, cells);
  const cellOf = new Uint32Array(count);
  const starts = new Uint32Array(cells + 1);
  for (let row = 0; row < count; row++) {
    const cell = nearest(centres, project(descriptorOf(row)));
    cellOf[row] = cell;
    starts[cell + 1]!++;
  }
  for (let cell = 0; cell < cells; cell++) starts[cell + 1]! += starts[cell]!;
  const next = starts.slice();
  const rows = new Uint32Array(count);
  const codes = new CodedRows(count, kept, step);
  for (let row = 0; row < count; row++) {
    const place = next[cellOf[row]!]!++;
    rows[place] = row;
    codes.set(place, project(descriptorOf(row)));
  }
  return { step, projection, centres, starts, rows, codes };
}

/** From rows that lie apart: those that lie together are of one person. */
function spreadRows(count: number, wanted: number, descriptorOf: (row: number) => Float32Array) {
  const every = Math.max(1, Math.floor(count / wanted));
  return Array.from({ length: Math.ceil(count / every) }, (_, at) => descriptorOf(at * every));
}

function findCentres(some: Float32Array[], width: number, step: number, cells: number): CodedRows {
  const spread = (cell: number) => some[Math.floor((cell * some.length) / cells)]!;
  let coded = codedCentres(
    Array.from({ length: cells }, (_, cell) => spread(cell)),
    width,
    step,
  );
  for (let round = 0; round < ROUNDS; round++) {
    const sums = Array.from({ length: cells }, () => new Float64Array(width));
    const counts = new Uint32Array(cells);
    for (const descriptor of some) {
      const cell = nearest(coded, descriptor);
      counts[cell]!++;
      const sum = sums[cell]!;
      for (let at = 0; at < width; at++) sum[at]! += descriptor[at]!;
    }
    // One that none is nearest to begins anew.
    const centres = sums.map((sum, cell) =>
      counts[cell] === 0 ? spread(cell) : Float32Array.from(sum, (number) => number / counts[cell]!),
    );
    coded = codedCentres(centres, width, step);
  }
  return coded;
}

/** Of those that are numbers. */
function largestOf(numbers: Float32Array): number {
  let most = 0;
  for (const number of numbers) {
    const size = Math.abs(number);
    if (size > most && size < Number.POSITIVE_INFINITY) most = size;
  }
  return most;
}

function quantile(values: number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

function codedCentres(centres: Float32Array[], width: number, step: number): CodedRows {
  const coded = new CodedRows(centres.length, width, step);
  for (const [cell, centre] of centres.entries()) coded.set(cell, centre);
  return coded;
}

function nearest(centres: CodedRows, descriptor: Float32Array): number {
  const { squares, count } = centres;
  centres.look(descriptor);
  centres.scan(0, count);
  let best = 0;
  for (let cell = 1; cell < count; cell++) if (squares[cell]! < squares[best]!) best = cell;
  return best;
}
