import { ProblemError } from '../ProblemError.ts';

/**
 * Descriptors as CSV (RFC 4180): a line of titles, then a line a face. `space` and `d1`, `d2`, ... are needed; what other
 * columns there are says something to people alone.
 */
export function csvOf(columns: string[], rows: (string | number)[][]): string {
  return [columns, ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

function quoted(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const numberColumns = (count: number) => Array.from({ length: count }, (_, at) => `d${at + 1}`);

/** @throws ProblemError 422 */
export function descriptorsOfCsv(text: string): { space: string; faces: { descriptor: number[] }[] } {
  const [titles = [], ...rows] = linesOf(text.replace(/^\uFEFF/, ''));
  const space = titles.indexOf('space');
  const first = titles.indexOf('d1');
  const count = titles.filter((title) => /^d\d+$/.test(title)).length;
  const isNumbered = numberColumns(count).every((title, at) => titles[first + at] === title);
  if (space < 0 || first < 0 || !isNumbered) throw wrong('has no such titles', titles.slice(0, 20).join(','));
  const spaces = new Set(rows.map((row) => row[space] ?? ''));
  if (spaces.size > 1) throw wrong('is of several spaces', [...spaces]);
  const faces = rows.map((row, at) => {
    const cells = row.slice(first, first + count);
    const descriptor = cells.map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
    if (row.length !== titles.length || !descriptor.every(Number.isFinite))
      throw wrong(`has a line ${at + 2} that is not as its first`, row.join(',').slice(0, 200));
    return { descriptor };
  });
  return { space: [...spaces][0] ?? '', faces };
}

/** Cells, line by line; lines without any are left out. */
function linesOf(text: string): string[][] {
  const lines: string[][] = [[]];
  // A cell, quoted or not, and what comes behind it.
  for (const [all, inQuotes, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (all === '') break;
    lines.at(-1)!.push(inQuotes?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') lines.push([]);
  }
  return lines.filter((line) => line.some((cell) => cell !== ''));
}

function wrong(what: string, value: unknown): ProblemError {
  return new ProblemError(422, {
    code: 'bad-csv',
    detail: `The CSV with the descriptors ${what}.`,
    value,
    rule: 'It must have a line of titles with "space" and "d1", "d2", ... in order, then a line a descriptor, all of one space.',
    remedy: 'Use what POST /v1/describe gives with "Accept: text/csv" as it is.',
  });
}
