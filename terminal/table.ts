import { displayWidth, shorten } from './displayWidth.ts';
import { printable } from './printable.ts';

export interface Column {
  title: string;
  /** For numbers, which are never shortened. */
  right?: boolean;
}

const GAP = '  ';
/** A column is not shortened below this, even where the table then is too wide. */
const NARROWEST = 8;

/**
 * A plain table, its columns aligned as a terminal shows them, every cell made printable.
 * @param columns of the terminal, which the table is to fit into by shortening its widest texts; undefined to
 *   shorten nothing, for a file or another program.
 */
export function table(heads: Column[], rows: string[][], columns?: number): string {
  const lines = [heads.map(({ title }) => title), ...rows].map((cells) => cells.map(printable));
  const widths = heads.map((_, at) =>
    lines.reduce((most, cells) => Math.max(most, displayWidth(cells[at] ?? '')), 0),
  );
  if (columns !== undefined) narrow(widths, heads, columns);
  return lines
    .map((cells) =>
      heads
        .map((head, at) => aligned(cells[at] ?? '', widths[at]!, head.right === true))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** The widest text gives up a column until all fit. */
function narrow(widths: number[], heads: Column[], columns: number) {
  const texts = heads.flatMap(({ right }, at) => (right ? [] : [at]));
  const total = () => widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));
  while (total() > columns) {
    const widest = texts.toSorted((a, b) => widths[b]! - widths[a]!)[0];
    if (widest === undefined || widths[widest]! <= NARROWEST) return;
    widths[widest]!--;
  }
}

function aligned(cell: string, width: number, right: boolean): string {
  const text = right ? cell : shorten(cell, width);
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return right ? space + text : text + space;
}
