import type { Finder } from '../../faces/Finder.ts';
import type { Network } from '../engine/engineProcess.ts';
import type { EngineProcess } from '../engine/startEngineProcess.ts';

/** One run of a network, and what it was given. */
export interface Call {
  network: Network;
  inputs: unknown[];
}

/** A finder whose networks run in another process. `onCall` is told of each run of one. */
export function remoteFinder({ about, run }: EngineProcess, onCall: (call: Call) => void): Finder {
  const call = async <T>(network: Network, inputs: unknown[]): Promise<T> => {
    // A copy, since squares may be written over for the next run.
    onCall({ network, inputs: structuredClone(inputs) });
    const { output } = await run({ network, inputs });
    return output as T;
  };
  return {
    ...about,
    engine: {
      ...about.engine,
      detect: (...inputs) => call('detect', inputs),
      landmarks: (...inputs) => call('landmarks', inputs),
      describe: (...inputs) => call('describe', inputs),
    },
  };
}
