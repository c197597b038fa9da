import { mean, sum } from '../report/statistics.ts';
import type { Change } from './readChange.ts';

/** Where a function's time for a photo goes, in milliseconds. */
export interface FunctionSteps {
  fetch: number;
  decode: number;
  /** The networks and what is cut out for them: detection, landmarks and descriptors. */
  inference: number;
  match: number;
  /** What is known already, the write, the sightings, the event: all that is not timed by itself. */
  record: number;
}

const INFERENCE = ['detect', 'landmarks', 'describe'];

/** @throws Error where a step is missing from the timings: shares would be wrong without a word. */
export function functionSteps({ key, timings, ms }: Change): FunctionSteps {
  const step = (name: string) => {
    const value = timings[name];
    if (value === undefined)
      throw new Error(
        `The timings of ${key} are ${JSON.stringify(timings)} and lack ${name}; bench/system/functionSteps.ts wants it.`,
      );
    return value;
  };
  const inference = sum(INFERENCE.map(step));
  const timed = { fetch: step('fetch'), decode: step('decode'), inference, match: step('match') };
  return { ...timed, record: ms - sum(Object.values(timed)) };
}

/** @throws RangeError where there are none. */
export function meanSteps(all: FunctionSteps[]): FunctionSteps {
  const of = (step: keyof FunctionSteps) => mean(all.map((steps) => steps[step]));
  return {
    fetch: of('fetch'),
    decode: of('decode'),
    inference: of('inference'),
    match: of('match'),
    record: of('record'),
  };
}
