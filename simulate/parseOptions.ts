import { Command, InvalidArgumentError, Option } from 'commander';

export interface Options {
  hours: number;
  concurrency: number;
  frames: 'every' | 'auto';
  rate: number;
  megabits: number;
  chunkSeconds: number;
  memory?: number;
  calls: boolean;
  warm: boolean;
  environment: number;
  region: string;
  times?: string;
  seconds: number;
  check: boolean;
  json: boolean;
}

const AFTER = `
What a chunk takes is measured on this machine first, or read from a file: the JSON
of \`npm run bench:video -- --json\`, or of this command. What the services allow is
what their pages say (simulate/limits.ts); prices are those of cost/prices.json.
--check drops a film into the whole system on this machine instead, with one and
with two functions, and compares how long it takes with what the model says.

Examples:
  npm run simulate:video -- --hours 2 --concurrency 600
  npm run simulate:video -- --no-calls --warm --times video.json
  npm run simulate:video -- --check`;

/**
 * @param regions that there are prices of
 * @param fallback what the settings and the deployment say
 * @throws CommanderError, which has said on stderr what is wrong (or has given the help).
 */
export function parseOptions(
  args: string[],
  regions: string[],
  fallback: { chunkSeconds: number; environment: number },
): Options {
  return new Command('npm run simulate:video --')
    .description('Say how long a film takes in the cloud, what it costs, and what holds it up.')
    .option('--hours <n>', 'how long the film is', number(0.001, 12), 1)
    .option('--concurrency <n>', 'functions at once', number(1, 20_000, true), 600)
    .addOption(
      new Option('--frames <which>', 'that are looked at').choices(['every', 'auto']).default('every'),
    )
    .option('--rate <n>', 'frames a second', number(1, 240), 25)
    .option('--megabits <n>', 'a second', number(0.1, 200), 5)
    .option('--chunk-seconds <n>', 'of a chunk', number(1, 300), fallback.chunkSeconds)
    .option(
      '--memory <MB>',
      'of the function; what stacks/topology.ts says, if not given',
      number(128, 10_240, true),
    )
    .option('--no-calls', 'as with VIDEO_CALLS=false: the queue alone brings functions to their work')
    .option('--warm', 'the functions have just had a film', false)
    .option(
      '--environment <s>',
      'what Lambda takes for a new environment before the process starts',
      number(0, 60),
      fallback.environment,
    )
    .addOption(new Option('--region <name>', 'whose prices').choices(regions).default(regions[0]))
    .option('--times <file>', 'JSON with what was measured; measured now, if not given')
    .option('--seconds <n>', 'of the film that is measured with', number(5, 600, true), 30)
    .option('--check', 'compare the model with real runs on this machine', false)
    .option('--json', 'print the result as JSON', false)
    .addHelpText('after', AFTER)
    .configureHelp({ helpWidth: 80 })
    .showHelpAfterError('npm run simulate:video -- --help lists the options.')
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<Options>();
}

const number =
  (low: number, high: number, whole = false) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= low && value <= high) || (whole && !Number.isInteger(value)))
      throw new InvalidArgumentError(
        `It must be a ${whole ? 'whole ' : ''}number from ${low} to ${high}. Give one, or leave the option out.`,
      );
    return value;
  };
