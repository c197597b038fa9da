import { readFile } from 'node:fs/promises';
import type { Face } from '../../faces/findFaces.ts';
import type { Square } from '../../faces/Picture.ts';
import type { Network } from '../engine/engineProcess.ts';
import { runPhoto } from '../engine/runPhoto.ts';
import type { EngineProcess } from '../engine/startEngineProcess.ts';
import { distance, meanDrift, pointsOf } from './drift.ts';
import { type FacePair, pairFaces } from './pairFaces.ts';
import { type Call, remoteFinder } from './remoteFinder.ts';

/** The two engines that are compared. */
export interface Rivals {
  reference: EngineProcess;
  trial: EngineProcess;
}

/** What two engines make of one photo. */
export interface PhotoComparison {
  /** Each engine alone from the bytes on. */
  found: { reference: Face[]; trial: Face[]; pairs: FacePair[] };
  /** Each network alone, both engines given what the reference's was given. */
  calls: CallComparison[];
}

export interface CallComparison {
  network: Network;
  /** Edge of the squares in pixels, and how many there were. */
  size: number;
  squares: number;
  /** Milliseconds for all squares. */
  ms: { reference: number; trial: number };
  /** For each square: of landmarks the mean distance in pixels of it, of descriptors the distance. Not of boxes. */
  drifts: number[];
}

export async function comparePhoto(
  path: string,
  { reference, trial }: Rivals,
  maxPixels: number,
): Promise<PhotoComparison> {
  const bytes = await readFile(path);
  const made: Call[] = [];
  const ofReference = await runPhoto(
    bytes,
    remoteFinder(reference, (call) => made.push(call)),
    maxPixels,
  );
  const ofTrial = await runPhoto(
    bytes,
    remoteFinder(trial, () => {}),
    maxPixels,
  );
  const calls: CallComparison[] = [];
  for (const call of made)
    if (squaresOf(call).length > 0) calls.push(await compareCall(call, { reference, trial }));
  return {
    found: {
      reference: ofReference.faces,
      trial: ofTrial.faces,
      pairs: pairFaces(ofReference.faces, ofTrial.faces),
    },
    calls,
  };
}

/** Both run once more, one after the other, so that their times are of one moment. */
async function compareCall(call: Call, { reference, trial }: Rivals): Promise<CallComparison> {
  const squares = squaresOf(call);
  const { size } = squares[0]!;
  const { network, inputs } = call;
  const before = await reference.run({ network, inputs });
  const after = await trial.run({ network, inputs });
  return {
    network,
    size,
    squares: squares.length,
    ms: { reference: before.ms, trial: after.ms },
    drifts: network === 'detect' ? [] : driftsOf(network, size, before.output, after.output),
  };
}

function driftsOf(network: Network, size: number, reference: unknown, trial: unknown): number[] {
  const rows = trial as Float32Array[];
  return (reference as Float32Array[]).map((row, at) =>
    network === 'describe' ? distance(row, rows[at]!) : size * meanDrift(pointsOf(row), pointsOf(rows[at]!)),
  );
}

/** A network's first input is one square or a list of them. */
function squaresOf({ inputs }: Call): Square[] {
  return [inputs[0] as Square | Square[]].flat();
}
