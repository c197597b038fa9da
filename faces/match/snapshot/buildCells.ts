import type { Cells } from './Cells.ts';
import { CodedRows } from './CodedRows.ts';

/**
 * Where the rows of a large collection lie: in cells around centres, so that whoever looks for what is near a face has to look
 * in the nearest cells alone (an inverted file, Jégou, Douze and Schmid, "Product quantization for nearest neighbor search",
 * 2011, section 4). The centres are those of Lloyd's method on a part of the rows.
 */

/** Cells for the root of so many rows; rows that a centre is made of, and rounds: measured in docs/galleries.md. */
const [CELLS_A_ROOT, ROWS_A_CENTRE, ROUNDS] = [2, 32, 6];

/**
 * @param descriptorOf the descriptor of a row; rows are numbered from 0
 * @param step of the codes
 */
export function buildCells(
  count: number,
  width: number,
  step: number,
  descriptorOf: (row: number) => Float32Array,
): Cells {
  const cells = Math.max(1, Math.min(count, Math.round(CELLS_A_ROOT * Math.sqrt(count))));
  const centres = findCentres(count, width, step, cells, descriptorOf);
  const coded = codedCentres(centres, width, step);
  const cellOf = new Uint32Array(count);
  const starts = new Uint32Array(cells + 1);
  for (let row = 0; row < count; row++) {
    const cell = nearest(coded, descriptorOf(row));
    cellOf[row] = cell;
    starts[cell + 1]!++;
  }
  for (let cell = 0; cell < cells; cell++) starts[cell + 1]! += starts[cell]!;
  const next = starts.slice();
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[next[cellOf[row]!]!++] = row;
  const codes = new CodedRows(count, width, step);
  for (let place = 0; place < count; place++) codes.set(place, descriptorOf(rows[place]!));
  return { centres: coded, starts, rows, codes };
}

function findCentres(
  count: number,
  width: number,
  step: number,
  cells: number,
  descriptorOf: (row: number) => Float32Array,
): Float32Array[] {
  const every = Math.max(1, Math.floor(count / (cells * ROWS_A_CENTRE)));
  const some: Float32Array[] = [];
  // From rows that lie apart: those that lie together are of one person.
  for (let row = 0; row < count; row += every) some.push(descriptorOf(row));
  const spread = (cell: number) => some[Math.floor((cell * some.length) / cells)]!;
  let centres = Array.from({ length: cells }, (_, cell) => spread(cell));
  for (let round = 0; round < ROUNDS; round++) {
    const coded = codedCentres(centres, width, step);
    const sums = centres.map(() => new Float64Array(width));
    const counts = new Uint32Array(cells);
    for (const descriptor of some) {
      const cell = nearest(coded, descriptor);
      counts[cell]!++;
      const sum = sums[cell]!;
      for (let at = 0; at < width; at++) sum[at]! += descriptor[at]!;
    }
    // One that none is nearest to begins anew.
    centres = sums.map((sum, cell) =>
      counts[cell] === 0 ? spread(cell) : Float32Array.from(sum, (number) => number / counts[cell]!),
    );
  }
  return centres;
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
