import { readFile } from 'node:fs/promises';
import { readSettings } from '../../config/settings.ts';
import { samplePhotos } from '../engine/samplePhotos.ts';
import { progress } from '../report/options.ts';
import type { Figures } from '../report/publish.ts';
import { median, quantile } from '../report/statistics.ts';
import { atMost } from '../report/Target.ts';
import { type FunctionSteps, functionSteps } from './functionSteps.ts';
import { openSystem, type System } from './openSystem.ts';

export interface LatencyFigures extends Figures {
  engine: string;
  photos: number;
  /** Milliseconds from the drop to the event. */
  whole: Quantiles;
  /** The same less the photo's own inference. */
  besideInference: Quantiles;
  /** The parts of the way; each part's quantiles are its own, so they do not add up. */
  legs: Record<keyof Legs, Quantiles>;
}

interface Quantiles {
  p50: number;
  p95: number;
  p99: number;
}

/** Milliseconds. */
interface Legs extends Omit<FunctionSteps, 'record'> {
  /** From the drop until S3 has answered. */
  put: number;
  /** From there until the function takes the photo up: event, queue, poll and invocation. */
  queue: number;
  /** From the matching to the event's arrival: the write, the bus, the subscriber's queue and its poll. */
  announce: number;
}

interface Trip extends Legs {
  whole: number;
}

const BESIDE_INFERENCE_MS = 150;
const WARM_UP = 12;

/** Drops one photo at a time, each as soon as the one before is done with. Nobody is enrolled. */
export async function measureLatency(photos: number): Promise<LatencyFigures> {
  const settings = readSettings({ ...process.env, LOG_LEVEL: 'INFO' });
  const bodies = await Promise.all((await samplePhotos()).map(({ path }) => readFile(path)));
  progress('Starting a system ...');
  const system = await openSystem(settings, settings.concurrency);
  const trips: Trip[] = [];
  try {
    for (let index = 0; index < WARM_UP + photos; index++) {
      const trip = await drop(system, `latency/${index}.jpg`, bodies[index % bodies.length]!);
      if (index >= WARM_UP) trips.push(trip);
    }
  } finally {
    await system.stop();
  }
  const of = (part: (trip: Trip) => number) => quantilesOf(trips.map(part));
  return {
    engine: settings.engine,
    photos,
    whole: of(({ whole }) => whole),
    besideInference: of(({ whole, inference }) => whole - inference),
    legs: {
      put: of(({ put }) => put),
      queue: of(({ queue }) => queue),
      fetch: of(({ fetch }) => fetch),
      decode: of(({ decode }) => decode),
      inference: of(({ inference }) => inference),
      match: of(({ match }) => match),
      announce: of(({ announce }) => announce),
    },
    targets: [
      atMost({
        what: "drop to event beside the photo's inference, p50",
        value: median(trips.map(({ whole, inference }) => whole - inference)),
        limit: BESIDE_INFERENCE_MS,
        unit: 'ms',
      }),
    ],
  };
}

async function drop(system: System, key: string, body: Buffer): Promise<Trip> {
  const started = performance.now();
  await system.drop(key, body);
  const answered = performance.now();
  const [{ at }, change] = await Promise.all([system.announced(key), system.logged(key)]);
  const { record: _, ...steps } = functionSteps(change);
  const takenUp = change.loggedAt - performance.timeOrigin - change.ms;
  const { fetch, decode, inference, match } = steps;
  return {
    put: answered - started,
    queue: takenUp - answered,
    ...steps,
    announce: at - (takenUp + fetch + decode + inference + match),
    whole: at - started,
  };
}

function quantilesOf(values: number[]): Quantiles {
  return { p50: quantile(values, 0.5), p95: quantile(values, 0.95), p99: quantile(values, 0.99) };
}
