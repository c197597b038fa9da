import sharp from 'sharp';
import { type SamplePhoto, samplePhotos, withEnlarged } from '../engine/samplePhotos.ts';
import { progress } from '../report/options.ts';
import type { Figures } from '../report/publish.ts';
import { type Spread, spread } from '../report/statistics.ts';
import { atMost } from '../report/Target.ts';
import { decodeTasks, ENOUGH, type Task } from './decodeTasks.ts';
import { type MemoryFigures, measureMemory } from './measureMemory.ts';

export interface DecodingFigures extends Figures {
  rounds: number;
  /** Milliseconds. */
  times: { photo: string; what: string; ms: Spread }[];
  memory: MemoryFigures[];
}

const USUAL = 12_000_000;
const LARGEST = 50_000_000;

/** Measures decoding with one thread of libvips, and sets sharp to that for the process. */
export async function measureDecoding(rounds: number): Promise<DecodingFigures> {
  sharp.concurrency(1);
  const small = (await samplePhotos(5))[4]!;
  const times = await withEnlarged(small, USUAL, async (usual) =>
    measureTimes(
      [...(await decodeTasks(sizeOf(small), small.path)), ...(await decodeTasks(sizeOf(usual), usual.path))],
      rounds,
    ),
  );
  progress('Decoding 50 megapixels, each way in a process of its own ...');
  const memory = await withEnlarged(small, LARGEST, measureMemory);
  const median = (at: number, what: string) => times.filter((time) => time.what === what)[at]!.ms.median;
  return {
    rounds,
    times,
    memory,
    targets: [
      atMost({ what: '1920 pixels in full', value: median(0, 'in full'), limit: 12, unit: 'ms' }),
      atMost({
        what: `12 megapixels, enough ${ENOUGH}`,
        value: median(1, `enough ${ENOUGH}`),
        limit: 25,
        unit: 'ms',
      }),
    ],
  };
}

/** Every task once a round, so that what the machine does meanwhile meets them all. */
async function measureTimes(tasks: Task[], rounds: number): Promise<DecodingFigures['times']> {
  const taken = tasks.map((): number[] => []);
  for (const task of tasks) await task.run();
  for (let round = 1; round <= rounds; round++) {
    progress(`Round ${round} of ${rounds} ...`);
    for (const [at, task] of tasks.entries()) taken[at]!.push(await task.run());
  }
  return tasks.map(({ photo, what }, at) => ({ photo, what, ms: spread(taken[at]!) }));
}

const sizeOf = ({ width, height }: SamplePhoto) => `${width} x ${height}`;
