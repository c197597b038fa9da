import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Settings } from '../../../config/settings.ts';
import { writeDescriptorDocument } from '../../../faces/match/descriptorDocument.ts';
import { spaceOfSettings } from '../../../people/spaceOfSettings.ts';
import { CommandError, EXIT } from '../../CommandError.ts';
import { counted } from '../../formats.ts';
import type { Drop, Source } from './importPeople.ts';
import { type Line, readLine } from './lines.ts';

/** What of an error is told of each line; more lines than these are counted. */
const MOST_TOLD = 5;

/**
 * Each line as an object of its own. In it neither the name stands nor the key: these it has from where it lies.
 * @throws CommandError where a line is wrong, or two are of one object
 */
export async function readJsonLines(file: string, settings: Settings): Promise<Source> {
  const { space: its, known } = await spaceOfSettings(settings);
  const space = its.name;
  const keys = new Map<string, number>();
  const photos: string[] = [];
  const wrong: string[] = [];
  let elsewhere = 0;
  const read = async (take: (line: Line, number: number) => void | Promise<void>) => {
    for await (const { text, number } of linesOf(file))
      try {
        await take(readLine(text, known, settings), number);
      } catch (error) {
        wrong.push(`line ${number}: ${(error as Error).message}`);
      }
  };
  await read(({ key, photo, document }, number) => {
    const other = keys.get(key);
    if (other !== undefined) throw new Error(`It is of the same photo as line ${other}: ${key}.`);
    keys.set(key, number);
    photos.push(photo);
    if (!document.descriptors[space]) elsewhere++;
  });
  if (wrong.length > 0) throw notRight(file, wrong);
  return {
    count: keys.size,
    keys: [...keys.keys(), ...photos],
    notes: elsewhere === 0 ? [] : [unmatched(elsewhere, space)],
    async *drops(): AsyncGenerator<Drop> {
      for await (const { text, number } of linesOf(file)) {
        const { key, photo, document } = readLine(text, known, settings);
        yield { key, photo, from: `${file}:${number}`, content: { text: writeDescriptorDocument(document) } };
      }
    },
  };
}

/** The lines of a text file that are not empty, numbered from 1. */
export async function* linesOf(file: string): AsyncGenerator<{ text: string; number: number }> {
  const input = createReadStream(file, 'utf8');
  const failed = new Promise<never>((_, fail) => void input.once('error', fail));
  failed.catch(() => {});
  await Promise.race([new Promise((open) => void input.once('open', open)), failed]);
  let number = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (text.trim() !== '') yield { text, number };
  }
}

export function notRight(file: string, wrong: string[]): CommandError {
  const more = wrong.length > MOST_TOLD ? `\nand ${counted(wrong.length - MOST_TOLD, 'line')} more` : '';
  return new CommandError(
    EXIT.usage,
    `${file} cannot be imported; nothing was sent.\n${wrong.slice(0, MOST_TOLD).join('\n')}${more}`,
  );
}

export function unmatched(count: number, space: string): string {
  return (
    `${counted(count, 'descriptor')} of other spaces than ${space}, which these settings match in: ` +
    'whoever is enrolled by them alone is found in no photo.'
  );
}
