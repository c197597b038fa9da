/** What photos cost in the cloud, from measurement: `npm run cost`. */
import { CommanderError } from 'commander';
import { SettingError } from '../config/SettingError.ts';
import { DeploymentError } from '../stacks/aws/DeploymentError.ts';
import { readDeployment, settingsOf } from '../stacks/aws/deployment.ts';
import { topology } from '../stacks/topology.ts';
import { describeError } from '../terminal/describeError.ts';
import { estimate } from './estimate.ts';
import { readPrices, regionsOf } from './Prices.ts';
import { parseOptions } from './parseOptions.ts';
import { show } from './show.ts';

const WRONG_INPUT = 2;

try {
  const prices = readPrices();
  const deployment = readDeployment();
  const options = parseOptions(process.argv.slice(2), regionsOf(prices), deployment.architecture);
  const settings = settingsOf(deployment);
  const plan = topology(settings);
  const inVectorIndex = settings.galleryKind === 'dynamodb';
  const { regions } = prices.prices.vectorSearches;
  if (inVectorIndex && regions[options.region] === undefined)
    throw new SettingError(
      `GALLERY is dynamodb, and what its vector searches cost in ${options.region} is not known; it is in ` +
        `${Object.keys(regions).join(', ')}. Name one of these by --region, or add the price to cost/prices.json.`,
    );
  // Loaded late: who has mistyped an option hears of it at once.
  const { measureInbox } = await import('./measure/measureInbox.ts');
  const profile = await measureInbox(
    options.faces,
    options.drops,
    // This machine has no such index: what that takes is reckoned.
    inVectorIndex ? { ...settings, galleryKind: 'memory' } : settings,
    (line) => process.stderr.write(`${line}\n`),
  );
  const of = estimate(options, profile, plan, prices, { inVectorIndex });
  process.stdout.write(options.json ? `${JSON.stringify(of, undefined, 2)}\n` : show(of));
} catch (error) {
  // Commander has said what is wrong already.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : WRONG_INPUT;
  else {
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = error instanceof SettingError || error instanceof DeploymentError ? WRONG_INPUT : 1;
  }
}
