import { CommanderError } from 'commander';
import { SettingError } from '../../config/SettingError.ts';
import { describeError } from '../../terminal/describeError.ts';
import { AccuracyError } from '../accuracy/AccuracyError.ts';
import type { Describer } from '../accuracy/Describer.ts';
import { openDescriber } from '../accuracy/describePhoto.ts';
import { type Described, describeSets } from './describeSets.ts';
import { readSets } from './readSets.ts';

const WRONG_INPUT = 2;

/** Describes the photos that the command line names and prints what is made of them; wrong input ends with exit code 2. */
export async function runSets(
  name: string,
  description: string,
  tell: (described: Described, describer: Describer) => string,
): Promise<void> {
  try {
    const sets = readSets(name, description);
    const describer = await openDescriber();
    process.stdout.write(tell(await describeSets(sets, describer), describer));
  } catch (error) {
    // Commander has said what is wrong already.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : WRONG_INPUT;
    else {
      process.stderr.write(`${describeError(error)}\n`);
      process.exitCode = error instanceof AccuracyError || error instanceof SettingError ? WRONG_INPUT : 1;
    }
  }
}
