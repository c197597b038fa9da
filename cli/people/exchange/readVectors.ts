import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { folderOf } from '../../../config/keys.ts';
import type { Settings } from '../../../config/settings.ts';
import { SPACE_NAME, SPACE_RULE } from '../../../faces/engine/spaceName.ts';
import { writeDescriptorDocument } from '../../../faces/match/descriptorDocument.ts';
import { spaceOfSettings } from '../../../people/spaceOfSettings.ts';
import { CommandError, EXIT } from '../../CommandError.ts';
import { usableName } from '../names.ts';
import { isFolder } from './Exchange.ts';
import type { Drop, ImportOptions, Source } from './importPeople.ts';
import { DOCUMENT } from './lines.ts';
import { linesOf, notRight, unmatched } from './readJsonLines.ts';
import { readVectorLine } from './vectors.ts';

/**
 * Each line of a file, or of a folder's files, as an object of its own, named by the file and the line.
 * @throws CommandError where a line can be no descriptor of the space, or a file's name is no person's
 */
export async function readVectors(path: string, settings: Settings, options: ImportOptions): Promise<Source> {
  const { space: its, known } = await spaceOfSettings(settings);
  const matched = its.name;
  const space = options.space ?? matched;
  if (!SPACE_NAME.test(space))
    throw new CommandError(EXIT.usage, `--space is ${JSON.stringify(space)}, but must have ${SPACE_RULE}.`);
  const files = await filesOf(path);
  if (options.person !== undefined && files.length > 1)
    throw new CommandError(
      EXIT.usage,
      '--person is for one file; those of a folder are named by their people.',
    );
  const drops: Drop[] = [];
  for (const { file, name } of files) {
    const person = usableName(options.person ?? name, settings);
    const stem = basename(file).replace(/\.csv$/i, '');
    const wrong: string[] = [];
    for await (const { text, number } of linesOf(file))
      try {
        const document = writeDescriptorDocument(readVectorLine(text, space, known));
        const key = `${folderOf(person)}${stem}-${number}${DOCUMENT}`;
        drops.push({ key, from: `${file}:${number}`, content: { text: document } });
      } catch (error) {
        wrong.push(`line ${number}: ${(error as Error).message}`);
      }
    if (wrong.length > 0) throw notRight(file, wrong);
  }
  return {
    count: drops.length,
    keys: drops.map(({ key }) => key),
    notes: space === matched ? [] : [unmatched(drops.length, matched)],
    async *drops() {
      yield* drops;
    },
  };
}

/** `john.model.csv`, as the original calls it, is john's; in a folder's folder, a collection's. */
async function filesOf(path: string): Promise<{ file: string; name: string }[]> {
  const nameOf = (file: string) => file.replace(/\.csv$/i, '').replace(/\.model$/i, '');
  if (!(await isFolder(path))) return [{ file: path, name: nameOf(basename(path)) }];
  const all = (await readdir(path, { recursive: true })).filter((file) => /\.csv$/i.test(file)).sort();
  return all.map((file) => ({ file: join(path, file), name: nameOf(file) }));
}
