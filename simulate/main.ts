/** How long a film takes in the cloud, what it costs and what holds it up: `npm run simulate:video`. */
import { CommanderError } from 'commander';
import { progress } from '../bench/report/options.ts';
import { publish } from '../bench/report/publish.ts';
import { atMost, type Target } from '../bench/report/Target.ts';
import { lookingAtOnce } from '../config/videoLimits.ts';
import { readPrices, regionsOf } from '../cost/Prices.ts';
import { readDeployment, settingsOf } from '../stacks/aws/deployment.ts';
import { topology } from '../stacks/topology.ts';
import { billOf } from './billOf.ts';
import { check, checkSections } from './check.ts';
import { ASSUMED, cloud } from './limits.ts';
import { makeTestFilm } from './makeTestFilm.ts';
import { type Measured, measureTimes } from './measureTimes.ts';
import { type Options, parseOptions } from './parseOptions.ts';
import { readTimes } from './readTimes.ts';
import { type Simulated, sections } from './sections.ts';
import { simulate } from './simulate.ts';
import type { Times } from './World.ts';

const WRONG_INPUT = 2;
/** What is asked of an hour at 25 frames a second with 600 functions: seconds, and USD of Lambda. */
const GOALS = { every: 30, auto: 10, lambda: 0.25 };

const prices = readPrices();
const settings = settingsOf(readDeployment());

function options(): Options {
  try {
    return parseOptions(process.argv.slice(2), regionsOf(prices), {
      chunkSeconds: settings.videoChunkSeconds,
      environment: ASSUMED.environment,
    });
  } catch (error) {
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : WRONG_INPUT);
    throw error;
  }
}
const asked = options();

if (asked.check)
  await publish('simulate:video --check', asked.json, async () => {
    const figures = await check(asked.frames, asked.seconds);
    return { figures, sections: checkSections(figures) };
  });
else
  await publish('simulate:video', asked.json, async () => {
    const measured = await measuredFor(asked);
    const times = timesOf(measured, asked);
    const memoryMb = asked.memory ?? memoryOf('analyse-chunk');
    const { called } = lookingAtOnce({ videoConcurrency: asked.concurrency, videoCalls: asked.calls });
    const world = cloud({ ...asked, called, memoryMb });
    const film = {
      seconds: asked.hours * 3600,
      rate: asked.rate,
      bytesPerSecond: (asked.megabits * 1e6) / 8,
      chunkSeconds: asked.chunkSeconds,
    };
    const outcome = simulate(film, times, world);
    const bill = billOf(outcome, prices, {
      region: asked.region,
      memoryMb,
      idle: ASSUMED.idle,
      rows: times.row * outcome.chunks,
    });
    const of: Simulated = { options: asked, memoryMb, times, world, outcome, bill };
    return { figures: { ...of, measured, targets: targetsOf(of) }, sections: sections(of) };
  });

async function measuredFor({ times: file, frames, seconds, chunkSeconds }: Options): Promise<Measured> {
  if (file !== undefined) return readTimes(file, frames, ASSUMED.times.measured);
  progress('The film is made ...');
  const film = await makeTestFilm({ seconds, rate: 25, width: 1280, height: 720, keySeconds: 2 });
  return measureTimes(film, frames, Math.min(chunkSeconds, seconds / 2));
}

/** What was measured, and what the services take. */
function timesOf(measured: Measured, { environment }: Options): Times {
  const { requests, writeSeconds, hop } = ASSUMED;
  const [low, median, high] = ASSUMED.times.process;
  return {
    ...measured,
    chunkWaits: requests.chunk * writeSeconds,
    tell: requests.tell * writeSeconds,
    plan: measured.plan + requests.plan * writeSeconds,
    send: writeSeconds,
    assemble: measured.assemble + requests.assemble * writeSeconds,
    hop,
    cold: [low + environment, median + environment, high + environment],
  };
}

function memoryOf(role: string): number {
  const { functions } = topology(settings);
  return functions.find(({ name }) => name.endsWith(`-${role}`))!.memoryMb;
}

function targetsOf({ options: { hours, rate, concurrency, frames }, outcome, bill }: Simulated): Target[] {
  if (hours !== 1 || rate !== 25 || concurrency !== 600) return [];
  const lambda = bill.filter(({ what }) => what.startsWith('Lambda')).reduce((sum, { usd }) => sum + usd, 0);
  return [
    atMost({
      what: `an hour, ${frames}: from drop to timeline`,
      value: outcome.whole,
      limit: GOALS[frames],
      unit: 's',
    }),
    ...(frames === 'every'
      ? [atMost({ what: 'USD of Lambda', value: lambda, limit: GOALS.lambda, unit: '' })]
      : []),
  ];
}
