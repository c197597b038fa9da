import { readFile } from 'node:fs/promises';
import { readSettings } from '../../config/settings.ts';
import { samplePhotos } from '../engine/samplePhotos.ts';
import { progress } from '../report/options.ts';
import type { Figures } from '../report/publish.ts';
import { median, type Spread, spread } from '../report/statistics.ts';
import { atMost } from '../report/Target.ts';
import type { FunctionSteps } from './functionSteps.ts';
import { openSystem, type System } from './openSystem.ts';
import { runWave, type Wave } from './runWave.ts';

export interface ThroughputFigures extends Figures {
  engine: string;
  photos: number;
  rounds: number;
  /** For each number of processes the medians of the rounds. */
  runs: ThroughputRun[];
  /** How many times as many photos a second, against the first run. */
  growth: (Spread & { processes: number })[];
}

interface ThroughputRun {
  processes: number;
  photosPerSecond: Spread;
  /** Photos for each second of processor time, functions and services together; null without /proc. */
  photosPerCoreSecond: number | null;
  cores: Wave['cores'];
  /** Milliseconds a photo; while one is looked at, another is fetched or recorded. */
  steps: FunctionSteps;
  /** Of the time of the functions' processes, 0 to 1. */
  notInference: number;
}

const NOT_INFERENCE_PERCENT = 20;
/** Photos that warm up each process: its networks, its connections and its compiled code. */
const WARM_UP = 24;
const WARM_UP_WAVES = 5;

/**
 * Runs waves of photos through systems of several numbers of processes, round after round, each in turn; the networks
 * with one thread, so that a process has a core. Nobody is enrolled.
 */
export async function measureThroughput(
  processes: number[],
  { photos, rounds }: { photos: number; rounds: number },
): Promise<ThroughputFigures> {
  const settings = readSettings({ ...process.env, THREADS: '1', LOG_LEVEL: 'INFO' });
  const bodies = await Promise.all((await samplePhotos()).map(({ path }) => readFile(path)));
  const systems: { count: number; system: System; waves: Wave[] }[] = [];
  try {
    for (const count of processes) {
      progress(`Starting a system of ${count} ...`);
      const system = await openSystem(settings, count);
      systems.push({ count, system, waves: [] });
      await warmUp(system, bodies, count);
    }
    for (let round = 1; round <= rounds; round++) {
      progress(`Round ${round} of ${rounds} ...`);
      for (const { system, waves } of systems)
        waves.push(await runWave(system, `round-${round}`, bodies, photos));
    }
  } finally {
    for (const { system } of systems) await system.stop();
  }
  const runs = systems.map(({ count, waves }) => runOf(count, waves));
  return {
    engine: settings.engine,
    photos,
    rounds,
    runs,
    growth: systems.slice(1).map(({ count, waves }) => ({
      processes: count,
      ...spread(waves.map(({ seconds }, round) => systems[0]!.waves[round]!.seconds / seconds)),
    })),
    targets: runs.map(({ processes: count, notInference }) =>
      atMost({
        what: `share of time that is not inference, ${inWords(count)}`,
        value: 100 * notInference,
        limit: NOT_INFERENCE_PERCENT,
        unit: '%',
      }),
    ),
  };
}

const inWords = (count: number) => `${count} ${count === 1 ? 'process' : 'processes'}`;

/** @throws Error where the system does not come to as many processes as it may have. */
async function warmUp(system: System, bodies: Buffer[], processes: number): Promise<void> {
  let most = 0;
  for (let wave = 1; wave <= WARM_UP_WAVES; wave++) {
    most = (await runWave(system, `warm-up-${wave}`, bodies, WARM_UP * processes)).atOnce;
    // In the first wave the others are still starting.
    if (most >= processes && wave > 1) return;
  }
  throw new Error(
    `${inWords(processes)} should have worked at once, but ${most} did, in each of ${WARM_UP_WAVES} waves. ` +
      'Measure with fewer processes: --processes 1.',
  );
}

function runOf(processes: number, waves: Wave[]): ThroughputRun {
  const of = (figure: (wave: Wave) => number) => median(waves.map(figure));
  const processMs = ({ seconds, photos }: Wave) => (1000 * processes * seconds) / photos;
  const perCoreSecond = waves.flatMap(({ photos, seconds, cores }) =>
    cores.functions === null ? [] : [photos / (seconds * (cores.functions + cores.services))],
  );
  return {
    processes,
    photosPerSecond: spread(waves.map(({ photos, seconds }) => photos / seconds)),
    photosPerCoreSecond: perCoreSecond.length > 0 ? median(perCoreSecond) : null,
    cores: {
      functions: perCoreSecond.length > 0 ? of(({ cores }) => cores.functions!) : null,
      services: of(({ cores }) => cores.services),
    },
    steps: {
      fetch: of(({ steps }) => steps.fetch),
      decode: of(({ steps }) => steps.decode),
      inference: of(({ steps }) => steps.inference),
      match: of(({ steps }) => steps.match),
      record: of(({ steps }) => steps.record),
    },
    notInference: of((wave) => 1 - wave.steps.inference / processMs(wave)),
  };
}
