import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { DEGRADATIONS, type Degradation } from './degrade/degradations.ts';

export interface Options {
  directory: string;
  face: 'largest' | 'middle';
  except: string[];
  limit?: number | undefined;
  pairs?: string | undefined;
  strict: boolean;
  /** Distances at which the rates are reported. */
  at: number[];
  by: Degradation[];
  /** Degrees between two turns of `--by roll`. */
  rollStep: number;
  /** A file, or `-` for stdout. */
  json?: string | undefined;
  svg?: string | undefined;
}

const AFTER = `
The engine and its settings come from the environment (FACE_ENGINE, ...).
What each figure means: bench/accuracy/README.md.

Examples:
  npm run bench:accuracy -- photos --except groups
  npm run bench:accuracy -- lfw --face middle --json lfw.json --svg lfw.svg
  npm run bench:accuracy -- photos --by roll,quality --limit 3`;

/** @throws CommanderError, which has said on stderr what is wrong (or has given the help). */
export function parseOptions(args: string[]): Options {
  const command = new Command('npm run bench:accuracy --')
    .description('Measure how well the engine tells the people of a folder apart.')
    .argument('<dir>', "a folder a person, the person's photos in it")
    .addOption(
      new Option('--face <which>', 'which face of a photo counts')
        .choices(['largest', 'middle'])
        .default('largest'),
    )
    .addOption(
      new Option('--except <names>', 'folders that are no people, parted by commas')
        .argParser(names)
        .default([], 'none'),
    )
    .option('--limit <n>', 'at most so many photos a person, the first by name', wholeNumber(1, 1_000_000))
    .option('--pairs <file>', "compare the pairs of this file, as <dir>/pairs.txt if there (LFW's form)")
    .option('--strict', 'a face that was not found is not left out, but matches nobody')
    .addOption(
      new Option('--at <distances>', 'distances to give the rates at')
        .argParser(distances)
        .default([0.5, 0.55, 0.6], '0.5,0.55,0.6'),
    )
    .addOption(
      new Option('--by <kinds>', `the same photos degraded, any of ${DEGRADATIONS.join(',')}`)
        .argParser(degradations)
        .default([], 'none'),
    )
    .option('--roll-step <degrees>', 'between two turns of --by roll', wholeNumber(1, 180), 30)
    .option('--json <file>', 'write the figures as JSON; - for stdout, instead of the table', writable)
    .option('--svg <file>', 'draw the ROC and the distances', writable)
    .addHelpText('after', AFTER)
    .configureHelp({ helpWidth: 80 })
    .exitOverride()
    .parse(args, { from: 'user' });
  return {
    strict: false,
    ...command.opts<Omit<Options, 'directory' | 'strict'> & { strict?: true }>(),
    directory: command.args[0]!,
  };
}

const names = (text: string) => text.split(',').filter((name) => name !== '');

const wholeNumber = (low: number, high: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high)
    throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
  return value;
};

function distances(text: string): number[] {
  const values = text.split(',').map((one) => (one.trim() === '' ? Number.NaN : Number(one)));
  if (values.some((value) => !(value >= 0 && Number.isFinite(value))))
    throw new InvalidArgumentError('It must be numbers from 0 on, parted by commas, such as 0.5,0.6.');
  return values;
}

function degradations(text: string): Degradation[] {
  const kinds = text.split(',');
  if (!kinds.every((kind): kind is Degradation => (DEGRADATIONS as readonly string[]).includes(kind)))
    throw new InvalidArgumentError(`It must be some of ${DEGRADATIONS.join(', ')}, parted by commas.`);
  return [...new Set(kinds)];
}

/** Told before the work and not after it. */
function writable(file: string): string {
  if (file !== '-' && !existsSync(dirname(resolve(file))))
    throw new InvalidArgumentError(`There is no folder ${dirname(file)}. Make it first.`);
  if (file !== '-' && existsSync(file) && statSync(file).isDirectory())
    throw new InvalidArgumentError('It is a folder, but must be a file.');
  return file;
}
