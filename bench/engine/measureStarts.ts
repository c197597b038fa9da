import { median } from '../report/statistics.ts';
import type { Contestant } from './contestants.ts';
import type { SamplePhoto } from './samplePhotos.ts';
import { analyseInFreshProcess } from './startEngineProcess.ts';

/** What one engine costs at its start, as medians of fresh processes. */
export interface StartFigures {
  engine: string;
  /** Milliseconds until the engine is open: its modules, its libraries and the weights. */
  loadMs: number;
  /** Milliseconds from the start of the process until the first photo's faces are described. */
  firstResultMs: number;
  /** The most resident memory of a process that has analysed one photo, in MB of 2^20 bytes. */
  peakMemoryMb: { sample: number; large: number };
}

/** Starts each engine in turn so many times, for one of the sample photos and for a large one. */
export async function measureStarts(
  contestants: Contestant[],
  sample: SamplePhoto,
  large: SamplePhoto,
  starts: number,
): Promise<StartFigures[]> {
  const answers = new Map(
    contestants.map(({ name }) => [name, { sample: [] as Answer[], large: [] as Answer[] }]),
  );
  for (let start = 0; start < starts; start++)
    for (const contestant of contestants) {
      const known = answers.get(contestant.name)!;
      known.sample.push(await analyseInFreshProcess(contestant, sample.path));
      known.large.push(await analyseInFreshProcess(contestant, large.path));
    }
  return [...answers].map(([engine, of]) => ({
    engine,
    loadMs: median([...of.sample, ...of.large].map(({ loadMs }) => loadMs)),
    firstResultMs: median(of.sample.map(({ sinceStartMs }) => sinceStartMs)),
    peakMemoryMb: {
      sample: median(of.sample.map(({ peakMemoryMb }) => peakMemoryMb)),
      large: median(of.large.map(({ peakMemoryMb }) => peakMemoryMb)),
    },
  }));
}

type Answer = Awaited<ReturnType<typeof analyseInFreshProcess>>;
