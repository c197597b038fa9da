import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { progress as bar } from '../accuracy/progress.ts';
import { progress } from '../report/options.ts';
import type { Figures } from '../report/publish.ts';
import { atMost, type Target } from '../report/Target.ts';
import { dropAll } from './dropAll.ts';
import { enrol } from './enrol.ts';
import { followMemory, type MemoryFigures } from './followMemory.ts';
import { itemsOf, judge, type Verdict } from './judge.ts';
import { openPhotos, type Photos } from './openPhotos.ts';
import { openRedelivering, type Redelivering } from './openRedelivering.ts';
import { openRunning, type Running } from './openRunning.ts';
import { planSoak, type SoakPlan, type SoakSizes } from './planSoak.ts';
import { putFaultsIn } from './putFaultsIn.ts';
import { SoakError } from './SoakError.ts';
import type { Struck } from './strike.ts';

export interface SoakOptions extends SoakSizes {
  seed: number;
  processes: number;
  /** A folder of photos; absent: face-api's sample photos alone. */
  from: string | undefined;
}

export interface SoakFigures extends Figures {
  options: SoakOptions;
  /** Different pictures, of which cuts were dropped. */
  pictures: number;
  /** Photos a second: until the last was dropped, and with the wait for what the crashes left. */
  aSecond: { dropping: number; whole: number };
  /** From the first drop until nothing was under way. */
  seconds: number;
  /** What was put in. */
  faults: { again: number; redelivered: number; crashes: Struck; restarts: number };
  announcements: number;
  verdict: Verdict;
  memory: MemoryFigures;
  /** The system's own last words about what went wrong in it, by how often. */
  complaints: Record<string, number>;
}

const GROWTH_PERCENT = 10;
/** Nothing has been announced and nothing left the queues for so long: it will not be settled any more. */
const PATIENCE_MS = 10 * 60_000;
const LOOK_MS = 1000;

/** Runs what `npm start` runs under load and faults, and judges it once all is settled. */
export async function measureSoak(options: SoakOptions): Promise<SoakFigures> {
  if (process.platform !== 'linux')
    throw new SoakError(
      `The soak finds the functions' processes in /proc, and this is ${process.platform}. Run it on Linux.`,
    );
  progress(`--seed ${options.seed} repeats this soak.`);
  const plan = planSoak(options, options.seed);
  const photos = await openPhotos(options.from);
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-soak-'));
  let running: Running | undefined;
  try {
    const redelivering = openRedelivering(plan.drops);
    const show = bar('photos', plan.drops.length);
    const own = new Set(plan.drops.map(({ key }) => key));
    running = await openRunning({
      ...options,
      dir,
      onCreated: redelivering.created,
      onTold: (key) => own.has(key) && show(key),
    });
    return await soak(running, options, { plan, photos, redelivering });
  } finally {
    await running?.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function soak(
  running: Running,
  options: SoakOptions,
  { plan, photos, redelivering }: { plan: SoakPlan; photos: Photos; redelivering: Redelivering },
): Promise<SoakFigures> {
  const { host, ledger } = running;
  redelivering.begin(running);
  const enrolled = await enrol(running, photos);
  const before = ledger.keys();
  const all = plan.drops.length;
  const done = () => ledger.keys() - before;
  progress(`${enrolled} people are enrolled; ${all} photos come ...`);

  const memory = followMemory({
    host: host.pid,
    name: running.plan.functions[0]!.name,
    processes: options.processes,
    photosDone: done,
  });
  memory.begin();
  let failed = false;
  try {
    const started = performance.now();
    const dropping = dropAll(running, { plan, photos, clients: options.clients, done });
    const over = () => failed || done() >= all;
    const faults = putFaultsIn(running, plan, memory, { dropped: dropping.count, over });
    const [{ etags, again }] = await Promise.all([dropping.all, faults.restarted]);
    const whileDropping = done() / ((performance.now() - started) / 1000);
    const crashes = await faults.struck;
    memory.end();
    const redelivered = await redelivering.end();
    progress('All are dropped; what the crashes left comes again ...');
    const seconds = await settle(running, before + all, started);
    progress('Judging ...');
    const inbox = { store: running.store, s3: host.clients.s3, queue: running.queue };
    const verdict = await judge(inbox, etags, ledger);
    const figures = {
      options,
      pictures: photos.count,
      aSecond: { dropping: whileDropping, whole: all / seconds },
      seconds,
      faults: { again, redelivered, crashes, restarts: plan.restarts.length },
      announcements: ledger.events(),
      verdict,
      memory: memory.figures(),
      complaints: tally(host.complaints()),
    };
    return { ...figures, targets: targetsOf(figures) };
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    memory.end();
  }
}

/**
 * Resolves when no message is waiting or at work and each item was announced, or when nothing moves any more.
 * @returns seconds from the start to the last event
 */
async function settle(
  { host, queue, store, ledger }: Running,
  keys: number,
  started: number,
): Promise<number> {
  let last = performance.now();
  let events = ledger.events();
  for (;;) {
    await sleep(LOOK_MS);
    if (ledger.events() !== events) {
      events = ledger.events();
      last = performance.now();
      continue;
    }
    const busy = await host.surely(queue.isBusy);
    const settled =
      !busy && ledger.keys() >= keys && (await itemsOf(store)).every((item) => ledger.has(item));
    if (settled || performance.now() - last > PATIENCE_MS) return (last - started) / 1000;
  }
}

/** The same words about different messages are one. */
function tally(complaints: string[]): Record<string, number> {
  const words = complaints.map((line) => line.replace(/^! /, '').replaceAll(/[0-9a-f-]{36}|\d+/g, 'N'));
  const groups = Object.groupBy(words, (line) => line.slice(0, 200));
  return Object.fromEntries(Object.entries(groups).map(([line, all = []]) => [line, all.length]));
}

function targetsOf({ verdict, memory }: Pick<SoakFigures, 'verdict' | 'memory'>): Target[] {
  const growth = (what: string, of: MemoryFigures['function']) =>
    of ? [atMost({ what, value: of.growthPercent, limit: GROWTH_PERCENT, unit: '%' as const })] : [];
  return [
    atMost({ what: 'lost', value: verdict.lost.length, limit: 0, unit: '' }),
    atMost({ what: 'doubled', value: verdict.doubled.length, limit: 0, unit: '' }),
    ...growth("growth of a function process's memory", memory.function),
    ...growth('growth with what decodes for it', memory.both),
  ];
}
