/**
 * One engine, as its environment's settings name it, in a process of its own: one process runs one TensorFlow.js only.
 * Speaks with startEngineProcess.ts. With a photo's path as its argument it analyses that one at once, unasked.
 */
import { readFile } from 'node:fs/promises';
import { readSettings } from '../../config/settings.ts';
import type { Engine } from '../../faces/engine/Engine.ts';
import type { Finder } from '../../faces/Finder.ts';
import { peakMemoryMb } from './peakMemoryMb.ts';
import { openForRuns, type PhotoTimes, runPhoto } from './runPhoto.ts';

export type Network = 'detect' | 'landmarks' | 'describe';

/** The first message: the engine is open, or why it cannot be. */
export type Opened = { about: FinderFacts; loadMs: number } | { leftOut: string };
/** All that a finder is but its engine's networks. */
export type FinderFacts = Omit<Finder, 'engine'> & { engine: Omit<Engine, Network> };

export type Request = { photo: string } | { network: Network; inputs: unknown[] };
export interface PhotoAnswer {
  times: PhotoTimes;
  faces: number;
  /** Processor time of all threads during the run, in milliseconds. */
  processorMs: number;
  peakMemoryMb: number;
}
export interface NetworkAnswer {
  output: unknown;
  ms: number;
}
export type Answer = PhotoAnswer | NetworkAnswer | { failed: string };

const settings = readSettings();
const finder = await open();
if (finder) {
  const [photo] = process.argv.slice(2);
  if (photo !== undefined) await reply(() => analyse(finder, photo));
  process.on('message', (request: Request) =>
    reply(() => ('photo' in request ? analyse(finder, request.photo) : run(finder.engine, request))),
  );
}

async function open(): Promise<Finder | undefined> {
  const started = performance.now();
  try {
    const opened = await openForRuns(settings);
    const facts = Object.entries(opened.engine).filter(([, value]) => typeof value !== 'function');
    const about = { ...opened, engine: Object.fromEntries(facts) } as unknown as FinderFacts;
    tell({ about, loadMs: performance.now() - started } satisfies Opened);
    return opened;
  } catch (error) {
    // Only what says that it cannot run on this machine: anything else is a fault, and ends the benchmark.
    if (!(error instanceof Error) || error.name !== 'EngineError') throw error;
    tell({ leftOut: error.message } satisfies Opened, () => process.disconnect());
    return undefined;
  }
}

async function analyse(opened: Finder, path: string): Promise<PhotoAnswer> {
  const bytes = await readFile(path);
  const before = process.cpuUsage();
  const { faces, times } = await runPhoto(bytes, opened, settings.maxPixels);
  const { user, system } = process.cpuUsage(before);
  return {
    times,
    faces: faces.length,
    processorMs: (user + system) / 1000,
    peakMemoryMb: await peakMemoryMb(),
  };
}

async function run(
  engine: Engine,
  { network, inputs }: { network: Network; inputs: unknown[] },
): Promise<NetworkAnswer> {
  const call = engine[network] as (...values: unknown[]) => Promise<unknown>;
  const started = performance.now();
  const output = await call.apply(engine, inputs);
  return { output, ms: performance.now() - started };
}

async function reply(work: () => Promise<Answer>): Promise<void> {
  tell(await work().catch((error) => ({ failed: error instanceof Error ? error.stack! : String(error) })));
}

function tell(message: Opened | Answer, sent = () => {}) {
  if (!process.send) throw new Error('This script answers to a parent process; run `npm run bench:engines`.');
  process.send(message, sent);
}
