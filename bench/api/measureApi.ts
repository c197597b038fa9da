import { readFile } from 'node:fs/promises';
import pMap from 'p-map';
import { readSettings } from '../../config/settings.ts';
import { startLocal } from '../../local/startLocal.ts';
import { samplePhotos } from '../engine/samplePhotos.ts';
import { progress } from '../report/options.ts';
import { quantile, type Spread, spread } from '../report/statistics.ts';
import { atLeast, type Target } from '../report/Target.ts';
import { startLookers } from './startLookers.ts';

export interface ApiFigures {
  engine: string;
  /** Engines of either at once. */
  processes: number;
  photos: number;
  /** Photos a second of all processes together. */
  perSecond: { api: Spread; engine: Spread };
  /** The API's over the engine's of the same round. */
  ratio: Spread;
  /** Processor time a photo of what is in front of the function, and of the client, in milliseconds. */
  aroundMs: number;
  /** Milliseconds of `GET /v1/stats`, alone and while more is recognised than there is room for. */
  reads: Record<'alone' | 'inStorm', { p50: number; p95: number }>;
  /** What became of the requests of the storm. */
  storm: { answered: number; refused: number };
  targets: Target[];
}

/** So many ask for each engine: one is worked at while the next is on its way. */
const ASKING = 2;
/** At most. */
const READS = 40;

export async function measureApi(sizes: { photos: number; rounds: number }): Promise<ApiFigures> {
  const settings = readSettings();
  const processes = settings.concurrency;
  const threads = Math.max(1, Math.floor(settings.threads / processes));
  const samples = await samplePhotos();
  const paths = Array.from({ length: sizes.photos }, (_, at) => samples[at % samples.length]!.path);
  const bodies = new Map(
    await Promise.all(samples.map(async ({ path }) => [path, new Uint8Array(await readFile(path))] as const)),
  );
  progress('The API and the engines are started ...');
  const local = await startLocal({
    ...{ settings, port: 0, folder: undefined, onLog: () => {} },
    onError: (error) => progress(`! ${error.message}`),
  });
  const recognise = async (path: string) => {
    const response = await fetch(`${local.endpoint}/v1/recognise`, {
      ...{ method: 'POST', body: bodies.get(path)!, headers: { 'content-type': 'image/jpeg' } },
    });
    await response.arrayBuffer();
    return response.status;
  };
  const around = { microseconds: 0, photos: 0 };
  const ofApi = async (some: string[]) => {
    const before = process.cpuUsage();
    const started = performance.now();
    await pMap(some, recognise, { concurrency: ASKING * processes });
    const { user, system } = process.cpuUsage(before);
    around.microseconds += user + system;
    around.photos += some.length;
    return performance.now() - started;
  };
  const lookers = await startLookers({ ...settings, threads }, processes);
  try {
    const warming = paths.slice(0, 6 * processes);
    await ofApi(warming);
    await lookers.lookAt(warming);
    const rounds: { api: number; engine: number }[] = [];
    for (let round = 0; round < sizes.rounds; round++) {
      progress(`Round ${round + 1} of ${sizes.rounds} ...`);
      // In turn, and each first as often as the other.
      const api = round % 2 === 0 ? await ofApi(paths) : 0;
      const engine = await lookers.lookAt(paths);
      rounds.push({ api: api || (await ofApi(paths)), engine });
    }
    progress('Reading alone, and in a storm ...');
    const reads = Math.min(READS, sizes.photos);
    const alone = await readTimes(local.endpoint, reads);
    const statuses: number[] = [];
    let isOver = false;
    const storm = Array.from({ length: 30 * processes }, async () => {
      while (!isOver) statuses.push(await recognise(paths[0]!));
    });
    const inStorm = await readTimes(local.endpoint, reads);
    isOver = true;
    await Promise.all(storm);
    const perSecond = (milliseconds: number) => (1000 * sizes.photos) / milliseconds;
    const ratio = spread(rounds.map(({ api, engine }) => engine / api));
    return {
      engine: `${settings.engine} ${settings.precision}`,
      ...{ processes, photos: sizes.photos },
      perSecond: {
        api: spread(rounds.map(({ api }) => perSecond(api))),
        engine: spread(rounds.map(({ engine }) => perSecond(engine))),
      },
      ratio,
      aroundMs: around.microseconds / around.photos / 1000,
      reads: { alone, inStorm },
      storm: {
        answered: statuses.filter((status) => status === 200).length,
        refused: statuses.filter((status) => status === 429).length,
      },
      targets: [
        atLeast({
          what: "photos a second over HTTP, of the engine's own rate",
          ...{ value: ratio.median, limit: 0.9, unit: 'x' },
        }),
      ],
    };
  } finally {
    await lookers.stop();
    await local.stop();
  }
}

async function readTimes(endpoint: string, count: number) {
  const times: number[] = [];
  for (let at = 0; at < count; at++) {
    const started = performance.now();
    await (await fetch(`${endpoint}/v1/stats`)).arrayBuffer();
    times.push(performance.now() - started);
  }
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
}
