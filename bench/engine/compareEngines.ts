import { type Spread, spread } from '../report/statistics.ts';
import { atLeast, atMost, type Target } from '../report/Target.ts';
import type { StartFigures } from './measureStarts.ts';
import type { StepFigures } from './measureSteps.ts';

/** How many times as fast one engine is as another, for the whole photo: the ratios of the rounds. */
export interface Ratio extends Spread {
  engine: string;
  against: string;
  /** The median ratio of processor times, which other work on the machine disturbs less. */
  byProcessorTime: number;
}

/** What the engines of this project are to reach, at the same work. */
const FASTER = [
  { engine: 'onnx int8 as face-api', against: 'tfjs-node', times: 5 },
  { engine: 'onnx int8 as face-api', against: 'tfjs-wasm', times: 16 },
  { engine: 'onnx fp32 as face-api', against: 'tfjs-node', times: 2.3 },
  { engine: 'onnx fp32 as face-api', against: 'tfjs-wasm', times: 7 },
];
const START_OF = 'onnx int8';
const FIRST_RESULT_SECONDS = 0.7;
const LARGE_PHOTO_MB = 400;

/** Every engine against every one that took longer. */
export function ratiosOf(steps: StepFigures[]): Ratio[] {
  const pairs = steps.flatMap((slow) => steps.map((fast) => ({ slow, fast })));
  return pairs
    .filter(({ slow, fast }) => slow !== fast && slow.times.whole > fast.times.whole)
    .map(({ slow, fast }) => ({
      engine: fast.engine,
      against: slow.engine,
      ...ratio(slow, fast, 'whole'),
      byProcessorTime: ratio(slow, fast, 'processor').median,
    }));
}

function ratio(slow: StepFigures, fast: StepFigures, of: 'whole' | 'processor'): Spread {
  return spread(slow.rounds.map((round, index) => round[of] / fast.rounds[index]![of]));
}

/** The targets of those engines that were measured. */
export function targetsOf(steps: StepFigures[], starts: StartFigures[]): Target[] {
  const named = (name: string) => steps.find(({ engine }) => engine === name);
  const faster = FASTER.flatMap(({ engine, against, times }) => {
    const fast = named(engine);
    const slow = named(against);
    if (!fast || !slow) return [];
    const value = ratio(slow, fast, 'whole').median;
    return [atLeast({ what: `${engine} against ${against}`, value, limit: times, unit: 'x' })];
  });
  const start = starts.find(({ engine }) => engine === START_OF);
  if (!start) return faster;
  return [
    ...faster,
    atMost({
      what: `${START_OF}: process start to first result`,
      value: start.firstResultMs / 1000,
      limit: FIRST_RESULT_SECONDS,
      unit: 's',
    }),
    atMost({
      what: `${START_OF}: memory at 12 megapixels`,
      value: start.peakMemoryMb.large,
      limit: LARGE_PHOTO_MB,
      unit: 'MB',
    }),
  ];
}
