import { nobodyCalled } from '../../../people/PeopleError.ts';
import { mustNotBeRenamed } from '../../../people/rename/renaming.ts';
import type { Store } from '../../../store/openStore.ts';
import { enrolledKeys } from '../../../store/people.ts';
import { CommandError, EXIT } from '../../CommandError.ts';
import type { Connection } from '../../connect.ts';
import { counted } from '../../formats.ts';
import { answer, note } from '../../print.ts';
import { type Format, formatOf } from './Exchange.ts';
import { exportFolder } from './exportFolder.ts';
import { exportLines } from './exportLines.ts';
import { exportVectors } from './exportVectors.ts';

export interface ExportOptions {
  format?: Format;
  /** These alone. */
  person?: string[];
  /** Of the descriptors, for `csv`. */
  space?: string;
  force?: boolean;
}

/** Enrolled photos, by whose they are. */
export type Chosen = Map<string, string[]>;

export interface Exported {
  photos: number;
  /** Why some are not in it, in words. */
  missing?: string;
}

export async function exportPeople(
  connection: Connection,
  path: string,
  options: ExportOptions,
  signal: AbortSignal,
): Promise<void> {
  const format = await formatOf(path, options.format);
  if (options.space !== undefined && format !== 'csv')
    throw new CommandError(EXIT.usage, `--space is for csv alone; ${format} has all spaces. Leave it out.`);
  await mustNotBeRenamed(connection.store);
  const chosen = await choose(connection.store, options.person);
  const write = { jsonl: exportLines, folder: exportFolder, csv: exportVectors }[format];
  const { photos, missing } = await write(connection, path, chosen, options, signal);
  answer(`${counted(photos, 'photo')} of ${counted(chosen.size, 'person', 'people')}: ${path}`);
  if (missing === undefined) return;
  note(missing);
  process.exitCode = EXIT.failed;
}

/** @throws CommandError where nobody is enrolled, or one of those named is not */
async function choose(store: Store, only: string[] | undefined): Promise<Chosen> {
  const wanted = only && new Set(only.map((person) => person.normalize('NFC')));
  const chosen: Chosen = new Map();
  for await (const { person, photo } of enrolledKeys(store))
    if (!wanted || wanted.has(person)) chosen.set(person, [...(chosen.get(person) ?? []), photo]);
  for (const person of wanted ?? []) if (!chosen.has(person)) throw nobodyCalled(person);
  if (chosen.size === 0)
    throw new CommandError(EXIT.notFound, 'Nobody is enrolled: there is nothing to export.');
  return chosen;
}
