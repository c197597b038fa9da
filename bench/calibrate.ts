/** Fits how near strangers come to photos of people: `npm run calibrate -- DIR`. */
import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { SettingError } from '../config/SettingError.ts';
import { describeError } from '../terminal/describeError.ts';
import { AccuracyError } from './accuracy/AccuracyError.ts';
import { openDescriber } from './accuracy/describePhoto.ts';
import { calibrate } from './calibrate/calibrate.ts';
import { describeSets, type Sets } from './calibrate/describeSets.ts';
import { showCalibration } from './calibrate/showCalibration.ts';

const WRONG_INPUT = 2;
// npm changes to the project's folder; a relative path means the folder that npm was called in.
const folder = (path: string) => resolve(process.env.INIT_CWD ?? '.', path);
const more = (path: string, others: string[]) => [...others, folder(path)];

try {
  const command = new Command('npm run calibrate --')
    .description('Fit how near people who are alike come, and from it the distance limit.')
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
      'No folder is named, and at least one is needed: a folder a person, photos in it.',
    );
  const describer = await openDescriber();
  const report = calibrate(await describeSets(sets, describer), describer.distance);
  process.stdout.write(showCalibration(report, describer));
} catch (error) {
  // Commander has said what is wrong already.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : WRONG_INPUT;
  else {
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = error instanceof AccuracyError || error instanceof SettingError ? WRONG_INPUT : 1;
  }
}
