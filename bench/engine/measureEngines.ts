import { LeftOut } from '../child/startChild.ts';
import { progress } from '../report/options.ts';
import type { Figures } from '../report/publish.ts';
import { type Ratio, ratiosOf, targetsOf } from './compareEngines.ts';
import type { Contestant } from './contestants.ts';
import { measureStarts, type StartFigures } from './measureStarts.ts';
import { measureSteps, type Processes, type StepFigures } from './measureSteps.ts';
import { type SamplePhoto, samplePhotos, withEnlarged } from './samplePhotos.ts';
import { startEngineProcess } from './startEngineProcess.ts';

export interface EnginesFigures extends Figures {
  rounds: number;
  starts: number;
  photos: { samples: SamplePhoto[]; large: SamplePhoto };
  steps: StepFigures[];
  fresh: StartFigures[];
  ratios: Ratio[];
  leftOut: { engine: string; why: string }[];
}

/** As many pixels as a usual camera's photo has. */
const LARGE = 12_000_000;

/**
 * Measures the engines side by side; one that does not run here is left out and named.
 * @param samples how many of face-api's demo photos
 * @throws ChildError where one fails at its work
 */
export async function measureEngines(
  contestants: Contestant[],
  { rounds, starts, samples }: { rounds: number; starts: number; samples: number },
): Promise<EnginesFigures> {
  const photos = await samplePhotos(samples);
  const { processes, leftOut } = await startAll(contestants);
  const steps = await measureSteps(processes, photos, rounds).finally(() => stopAll(processes));
  const present = contestants.filter(({ name }) => processes.has(name));
  return withEnlarged(photos[0]!, LARGE, async (large) => {
    progress(`Starting each engine afresh, ${2 * starts} times ...`);
    const fresh = await measureStarts(present, photos[0]!, large, starts);
    return {
      rounds,
      starts,
      photos: { samples: photos, large },
      steps,
      fresh,
      ratios: ratiosOf(steps),
      leftOut,
      targets: targetsOf(steps, fresh),
    };
  });
}

async function startAll(contestants: Contestant[]) {
  const processes: Processes = new Map();
  const leftOut: EnginesFigures['leftOut'] = [];
  for (const contestant of contestants) {
    progress(`Opening ${contestant.name} ...`);
    try {
      processes.set(contestant.name, await startEngineProcess(contestant));
    } catch (error) {
      if (!(error instanceof LeftOut)) {
        await stopAll(processes);
        throw error;
      }
      leftOut.push({ engine: contestant.name, why: error.message });
    }
  }
  return { processes, leftOut };
}

async function stopAll(processes: Processes): Promise<void> {
  await Promise.all([...processes.values()].map((engine) => engine.stop()));
}
