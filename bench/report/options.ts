import { Command, InvalidArgumentError } from 'commander';

/** The command line of one benchmark, with what all have in common: `--json`. */
export function benchCommand(name: string, about: string): Command {
  return new Command(`npm run bench:${name} --`)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .showHelpAfterError(`Options go behind two hyphens: npm run bench:${name} -- --json`)
    .description(about)
    .option('--json', 'print the result as JSON', false);
}

/** Reads a number of rounds, photos and the like. @throws InvalidArgumentError for what is none. */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100_000)
    throw new InvalidArgumentError(`It must be a whole number from 1 to 100000.`);
  return value;
}

/** What goes on, on stderr: stdout is for the result. */
export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
