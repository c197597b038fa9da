import { readdir, readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { AccuracyError } from './AccuracyError.ts';
import type { LabelledPhoto, PhotoSet } from './PhotoSet.ts';

/** One line of the file: two photos by person and number. */
interface Line {
  fold: number;
  same: boolean;
  photos: [person: string, number: number][];
}

/**
 * Reads a pairs.txt of Labeled Faces in the Wild and finds its photos, `<person>/<person>_<four digits>.<any>`, in
 * the folder. A photo that several pairs name is taken once.
 * @throws AccuracyError where the file is not of that form, or a photo is not there.
 */
export async function readPairs(directory: string, file: string): Promise<PhotoSet> {
  const { folds, lines } = parsePairs(await readFile(file, 'utf8'), file);
  const index = new Map<string, number>();
  const photos: LabelledPhoto[] = [];
  const files = new Map<string, Map<string, string>>();
  const find = async ([person, number]: Line['photos'][0]) => {
    const stem = `${person}_${String(number).padStart(4, '0')}`;
    if (!index.has(stem)) {
      if (!files.has(person)) files.set(person, await filesByStem(join(directory, person)));
      const name = files.get(person)!.get(stem);
      if (name === undefined)
        throw new AccuracyError(
          `${file} names photo ${number} of ${person}, and there is no ${join(directory, person, stem)}.jpg ` +
            '(or another ending). Give the folder that holds the folders of its people.',
        );
      index.set(stem, photos.length);
      photos.push({ person, name: `${person}/${name}`, file: join(directory, person, name) });
    }
    return index.get(stem)!;
  };
  const pairs = [];
  for (const { fold, same, photos: named } of lines)
    pairs.push({ fold, same, a: await find(named[0]!), b: await find(named[1]!) });
  return { photos, leftOut: [], pairs: { folds, pairs } };
}

/**
 * The form: a line with the number of folds and of pairs of each kind in a fold (`10 300`; `300` alone is one fold);
 * for each fold as many lines `person number number`, then as many `person number person number`. Fields are parted
 * by tabs, or by spaces where the line has no tab.
 * @throws AccuracyError with the line that breaks it.
 */
export function parsePairs(text: string, file: string): { folds: number; lines: Line[] } {
  const rows = text.trimEnd().split(/\r?\n/);
  const wrong = (at: number, rule: string) =>
    new AccuracyError(
      `Line ${at + 1} of ${file} is ${JSON.stringify(rows[at] ?? '')}, but must be ${rule}. ` +
        'The form is that of pairs.txt of Labeled Faces in the Wild.',
    );
  const head = fieldsOf(rows[0]!).map(Number);
  const [folds, each] = head.length === 1 ? [1, head[0]!] : head;
  if (head.length > 2 || !isCount(folds!) || !isCount(each!))
    throw wrong(0, 'the number of folds and of pairs of each kind in a fold, such as "10 300"');
  const expected = 1 + folds! * each! * 2;
  if (rows.length !== expected)
    throw new AccuracyError(
      `${file} has ${rows.length} lines, but its first line says ${folds} x 2 x ${each} pairs, ` +
        `which are ${expected} lines. It is cut short or its first line is wrong.`,
    );
  const lines = rows.slice(1).map((row, pair): Line => {
    const fold = Math.floor(pair / (2 * each!));
    const same = pair % (2 * each!) < each!;
    const fields = fieldsOf(row);
    const [first, second] = same ? [fields[0], fields[0]] : [fields[0], fields[2]];
    const numbers = same ? fields.slice(1) : [fields[1], fields[3]];
    const [one, other] = numbers.map(Number);
    if (fields.length !== (same ? 3 : 4) || !isCount(one!) || !isCount(other!))
      throw wrong(pair + 1, same ? '"person number number"' : '"person number person number"');
    if (same ? one === other : first === second)
      throw wrong(pair + 1, same ? 'two photos of the person' : 'photos of two people');
    return {
      fold,
      same,
      photos: [
        [first!, one!],
        [second!, other!],
      ],
    };
  });
  return { folds: folds!, lines };
}

function fieldsOf(row: string): string[] {
  return row.trim().split(row.trim().includes('\t') ? '\t' : / +/);
}

const isCount = (value: number) => Number.isInteger(value) && value > 0;

async function filesByStem(folder: string): Promise<Map<string, string>> {
  try {
    return new Map((await readdir(folder)).sort().map((name) => [parse(name).name, name]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
}
