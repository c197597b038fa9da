import { Command, InvalidArgumentError, Option } from 'commander';

export interface Options {
  photos: number;
  faces: number;
  region: string;
  batch: number;
  architecture: 'arm64' | 'x86_64';
  /** Instead of the measured time. */
  secondsPerPhoto?: number;
  alarms: number;
  metrics: number;
  dashboards: number;
  /** How many photos are dropped to measure. */
  drops: number;
  json: boolean;
}

const AFTER = `
Photos with so many faces are made of face-api's sample photos and go through the
whole system on this machine; what they ask of the services is counted. The prices
are those of cost/prices.json; what is deployed is what deployment.json says.

Examples:
  npm run cost -- --photos 1000000 --faces 2 --region us-east-1
  npm run cost -- --photos 5000 --batch 1`;

/**
 * @param regions that there are prices of
 * @param architecture that is deployed
 * @throws CommanderError, which has said on stderr what is wrong (or has given the help).
 */
export function parseOptions(
  args: string[],
  regions: string[],
  architecture: Options['architecture'],
): Options {
  return new Command('npm run cost --')
    .description('Say what photos cost in the cloud, from what one was measured to take.')
    .option('--photos <n>', 'how many are dropped', wholeNumber(1, 1_000_000_000), 1_000_000)
    .option('--faces <n>', 'how many each shows, all of people enrolled', wholeNumber(0, 50), 2)
    .addOption(
      new Option('--region <name>', 'whose prices')
        .argParser(regionOf(regions))
        .default(regions[0], regions.join(', ')),
    )
    .option('--batch <n>', 'photos of an invocation: 10 of a queue that is full, 1 of a quiet one', batch, 10)
    .addOption(
      new Option('--architecture <name>', 'of the function')
        .choices(['arm64', 'x86_64'])
        .default(architecture),
    )
    .option('--seconds-per-photo <s>', 'the time of a photo, instead of measuring it', seconds)
    .option('--alarms <n>', 'alarms that watch the inbox', wholeNumber(0, 1000), 13)
    .option('--metrics <n>', 'metrics that functions at rest write', wholeNumber(0, 1000), 1)
    .option('--dashboards <n>', 'dashboards that show it', wholeNumber(0, 100), 1)
    .option('--drops <n>', 'photos that are dropped to measure', wholeNumber(1, 1000), 40)
    .option('--json', 'print the figures as JSON', false)
    .addHelpText('after', AFTER)
    .configureHelp({ helpWidth: 80 })
    .showHelpAfterError('npm run cost -- --help lists the options.')
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<Options>();
}

const wholeNumber = (low: number, high: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high)
    throw new InvalidArgumentError(
      `It must be a whole number from ${low} to ${high}. Give one, or leave the option out.`,
    );
  return value;
};

const batch = wholeNumber(1, 10);

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0.001 && value <= 900))
    throw new InvalidArgumentError(
      'It must be a number from 0.001 to 900. Leave it out to have it measured.',
    );
  return value;
}

const regionOf = (regions: string[]) => (text: string) => {
  if (!regions.includes(text))
    throw new InvalidArgumentError(
      `It must be one of ${regions.join(', ')}. Add the prices of another to cost/prices.json.`,
    );
  return text;
};
