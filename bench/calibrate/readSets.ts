import { resolve } from 'node:path';
import { Command } from 'commander';
import { AccuracyError } from '../accuracy/AccuracyError.ts';
import type { Sets } from './describeSets.ts';

// npm changes to the project's folder; a relative path means the folder that npm was called in.
const folder = (path: string) => resolve(process.env.INIT_CWD ?? '.', path);
const more = (path: string, others: string[]) => [...others, folder(path)];

/** @throws CommanderError, which has said what is wrong; AccuracyError where no people are named. */
export function readSets(name: string, description: string): Sets {
  const command = new Command(`npm run ${name} --`)
    .description(description)
    .argument(
      '[dir...]',
      "folders with a folder a person, the person's photos in it; the largest face counts",
    )
    .option('--middle <dir>', 'one more such folder, of whose photos the face in the middle counts', more, [])
    .option(
      '--strangers <paths...>',
      'photos, or folders of them, in each of which all are different people, and alike',
      more,
      [],
    )
    .option('--except <names>', 'folders that are no people, parted by commas', (text) => text.split(','), [])
    .exitOverride()
    .parse();
  const sets = { ...command.opts<Omit<Sets, 'people'>>(), people: command.args.map(folder) };
  if (sets.people.length + sets.middle.length === 0)
    throw new AccuracyError(
      'No folder is named, and at least one is needed: one with a folder a person, photos in it.',
    );
  return sets;
}
