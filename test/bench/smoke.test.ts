import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import type { ApiFigures } from '../../bench/api/measureApi.ts';
import type { ColdFigures } from '../../bench/cold/measureCold.ts';
import type { EnginesFigures } from '../../bench/engine/measureEngines.ts';
import type { GalleryFigures } from '../../bench/gallery/measureGallery.ts';
import type { LocalFigures } from '../../bench/local/measureLocal.ts';
import type { PrecisionFigures } from '../../bench/precision/summarise.ts';
import type { Figures, Report } from '../../bench/report/publish.ts';
import type { SoakFigures } from '../../bench/soak/measureSoak.ts';
import type { LatencyFigures } from '../../bench/system/measureLatency.ts';
import type { ThroughputFigures } from '../../bench/system/measureThroughput.ts';
import type { VideoFigures } from '../../bench/video/measureVideo.ts';

/** Runs a benchmark as its npm script does, as short as it goes, and gives the JSON that it prints. */
async function run<F extends Figures>(name: string, ...values: string[]): Promise<Report<F>> {
  const script = join(import.meta.dirname, `../../bench/${name}.ts`);
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--json', ...values]);
  return JSON.parse(stdout);
}

const positive = (values: (number | null)[]) => values.every((value) => Number.isFinite(value) && value! > 0);

test.serial(
  'the engines: the steps make up the photo, and a fresh process loads before its first result',
  async (t) => {
    const sizes = ['--rounds', '2', '--starts', '1', '--samples', '1'];
    const figures = await run<EnginesFigures>('engines', '--engines', 'onnx fp32', ...sizes);
    t.is(figures.benchmark, 'engines');
    t.true(figures.machine.processor.length > 0);
    t.is(figures.steps.length, 1);
    const { times, rounds, faces, threads, processorMs } = figures.steps[0]!;
    const { decode, detect, landmarks, describe, whole } = times;
    t.true(positive([decode, detect, landmarks, describe, threads, processorMs]));
    // Each step is a median of its own.
    const steps = decode + detect + landmarks + describe;
    t.true(steps > 0.5 * whole && steps < 1.5 * whole, `${steps} of ${whole}`);
    t.is(rounds.length, 2);
    t.is(faces, 3);
    const { loadMs, firstResultMs, peakMemoryMb } = figures.fresh[0]!;
    t.true(loadMs > 0 && loadMs < firstResultMs);
    // A large photo is not held in full where it need not be.
    t.true(peakMemoryMb.sample > 50 && peakMemoryMb.large > 50);
    const { width, height } = figures.photos.large;
    t.true(Math.abs(width * height - 12e6) < width + height);
  },
);

test.serial("the throughput: what is not inference is the rest of the processes' time", async (t) => {
  const figures = await run<ThroughputFigures>(
    'throughput',
    '--processes',
    '1',
    '--photos',
    '6',
    '--rounds',
    '1',
  );
  t.is(figures.runs.length, 1);
  t.deepEqual(figures.growth, []);
  const { processes, photosPerSecond, steps, notInference, cores } = figures.runs[0]!;
  const { fetch, decode, inference, match, record } = steps;
  t.true(positive([photosPerSecond.median, fetch, decode, inference, match, record, cores.services]));
  const processMs = (1000 * processes) / photosPerSecond.median;
  t.true(Math.abs(notInference - (1 - inference / processMs)) < 0.01);
});

test.serial('the latency: no photo comes sooner than its own inference', async (t) => {
  const { whole, besideInference, legs, photos, targets } = await run<LatencyFigures>(
    'latency',
    '--photos',
    '3',
  );
  t.is(photos, 3);
  t.true(positive([whole.p50, besideInference.p50, legs.put.p50, legs.inference.p50, legs.announce.p50]));
  t.true(whole.p50 <= whole.p95 && whole.p95 <= whole.p99);
  t.true(besideInference.p99 < whole.p99);
  t.is(targets[0]!.value, besideInference.p50);
});

test.serial('the local services: every drop has its event, and each target its figure', async (t) => {
  const drops = ['--drops', '8', '--waves', '2', '--kilobytes', '1'];
  const rest = ['--megabytes', '1', '--objects', '12', '--rounds', '1', '--starts', '1'];
  const figures = await run<LocalFigures>('local', ...drops, ...rest);
  const { aSecond, processorMs, paced, memoryMb } = figures.drops;
  t.true(positive([aSecond.median, processorMs.clients, processorMs.services, paced.p50, memoryMb.late]));
  t.true(paced.p50 <= paced.p95 && paced.p95 <= paced.p99);
  const { put, get } = figures.bodies;
  for (const { s3, fileServer, ratio } of [put, get])
    t.true(Math.abs(ratio.median - s3.median / fileServer.median) < 1e-9);
  t.deepEqual([figures.listing.few.objects, figures.listing.many.objects], [12, 12]);
  t.true(positive([figures.listing.ratio.median, figures.starts.fresh.median, figures.starts.again.median]));
  const values = figures.targets.map(({ value }) => value);
  for (const value of [paced.p50, memoryMb.growthPercent, put.ratio.median, get.ratio.median])
    t.true(values.includes(value));
});

test.serial(
  'the soak: after crashes, a restart and repetitions nothing is lost and nothing doubled',
  async (t) => {
    const sizes = ['--photos', '14', '--processes', '2', '--crashes', '2', '--restarts', '1'];
    const given = await run<SoakFigures>('soak', ...sizes, '--visibility', '3', '--seed', '3');
    const { verdict, faults, memory, announcements, aSecond, targets } = given;
    t.deepEqual([verdict.lost, verdict.doubled], [[], []]);
    // Beside the photos six samples, and a face of each.
    t.is(verdict.items, 14 + 12);
    t.true(announcements >= verdict.items);
    t.true(faults.again + faults.redelivered > 0);
    t.is(faults.restarts, 1);
    t.true(faults.crashes.function + faults.crashes.decoder > 0);
    t.true(positive([aSecond.whole, memory.highest.function, memory.highest.decoder]));
    t.is(memory.function, null);
    t.deepEqual(
      targets.map(({ what, met }) => [what, met]),
      [
        ['lost', true],
        ['doubled', true],
      ],
    );
  },
);

test.serial('the precision: an engine agrees with itself, in every network', async (t) => {
  const figures = await run<PrecisionFigures>(
    'precision',
    '--between',
    'onnx fp32,onnx fp32',
    '--samples',
    '1',
  );
  t.deepEqual(figures.faces, { reference: 3, trial: 3, both: 3 });
  t.is(figures.boxes.iouLeast, 1);
  t.is(figures.wholeWay.descriptors.max, 0);
  t.is(figures.wholeWay.landmarks.max, 0);
  t.deepEqual([...new Set(figures.networks.map(({ network }) => network))].sort(), [
    'describe',
    'detect',
    'landmarks',
  ]);
  for (const { network, drift, timesAsFast, squares } of figures.networks) {
    t.true(timesAsFast > 0 && squares > 0);
    t.is(drift?.max, network === 'detect' ? undefined : 0);
  }
});

test.serial('a cold start: its parts make up the time to the first result', async (t) => {
  const { starts, rounds } = await run<ColdFigures>('cold', '--rounds', '1');
  t.is(rounds, 1);
  t.true(starts.some(({ client }) => client === 'local'));
  for (const { process, code, engine, first, whole } of starts) {
    const parts = process.median + code.median + engine.median + first.median;
    t.true(positive([process.median, first.median, whole.median]));
    t.is(parts.toFixed(3), whole.median.toFixed(3));
  }
});

test.serial(
  'the gallery: it gives the answers of the plain loop, and reads all that is enrolled',
  async (t) => {
    const sizes = ['--sizes', '30,3000', '--queries', '4', '--load', '2500', '--faces', '40'];
    const { queries, sizes: found, index, loading, targets } = await run<GalleryFigures>('gallery', ...sizes);
    t.is(queries, 4);
    t.deepEqual(
      found.map(({ photos, differing }) => [photos, differing]),
      [
        [30, 0],
        [3000, 0],
      ],
    );
    const { times, bytesEach } = found[1]!;
    t.deepEqual(
      times.map(({ name }) => name),
      ['plain loop', 'gallery', 'everyone ranked', 'usearch'],
    );
    t.true(positive(times.flatMap(({ ms, timesAsFast }) => [ms.median, timesAsFast])));
    // A descriptor and its code have 640.
    t.true(bytesEach > 640 && bytesEach < 1500, `${bytesEach}`);
    t.deepEqual(
      index.map(({ photos, recall }) => [photos, recall]),
      [30, 3000].map((photos) => [photos, { enrolled: 1, strangers: 1 }]),
    );
    t.true(positive(index.flatMap(({ ms, startSeconds, peakMb }) => [ms.p99, startSeconds, peakMb])));
    t.deepEqual(
      loading.map(({ from, photos }) => [from, photos]),
      [
        ['prepared pages', 2500],
        ['local tables', 2500],
      ],
    );
    t.true(positive(loading.map(({ seconds }) => seconds.median)));
    t.deepEqual(
      targets.map(({ value, met }) => [value, met]),
      [[0, true]],
    );
  },
);

test.serial(
  'videos: every way sees each frame, and not all of them are looked at for the same tracks',
  async (t) => {
    const figures = await run<VideoFigures>('video', '--seconds', '4');
    const { film, ways, auto, truth, planning, processes } = figures;
    t.is(film.seconds, 4);
    t.deepEqual(
      ways.map(({ frames }) => frames),
      [100, 100, 100],
    );
    for (const { here, decoding, aCore } of ways) t.true(positive([here, decoding, aCore]));
    const looked = ways.map((way) => way.looked);
    t.deepEqual(looked.slice(0, 2), [0, 100]);
    t.true(looked[2]! > 0 && looked[2]! < 50, `${looked[2]}`);
    for (const { recall, precision } of [truth.every, truth.auto])
      t.true(Math.min(recall, precision) > 0.8, `${recall}, ${precision}`);
    t.is(planning.chunks, 360);
    t.true(planning.readMegabytes < planning.megabytes / 10);
    t.true(positive([processes.one, processes.two]));
    t.true(auto.expected > 0);
    t.is(auto.agree, auto.expected);
  },
);

test.serial(
  'the API: both ways look at all photos, and a storm is answered one way or the other',
  async (t) => {
    const { perSecond, ratio, reads, storm } = await run<ApiFigures>('api', '--photos', '4', '--rounds', '1');
    t.true(positive([perSecond.api.median, perSecond.engine.median, ratio.median]));
    t.true(positive([reads.alone.p50, reads.inStorm.p95, storm.answered, storm.refused]));
  },
);
