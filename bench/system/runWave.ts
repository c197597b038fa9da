import pMap from 'p-map';
import { atOnce } from './atOnce.ts';
import { type FunctionSteps, functionSteps, meanSteps } from './functionSteps.ts';
import type { System } from './openSystem.ts';
import { processorSeconds } from './processorSeconds.ts';

/** What a number of photos took, dropped together. */
export interface Wave {
  photos: number;
  /** From the first drop to the last event. */
  seconds: number;
  /** Milliseconds a photo. */
  steps: FunctionSteps;
  /** Processor time by time: how many cores were at work, in the functions and beside them. */
  cores: { functions: number | null; services: number };
  /** How many processes had work at one moment, at most. */
  atOnce: number;
}

/** So many photos are sent at a time, as `npx face-inbox drop` does. */
const AT_ONCE = 8;

/** Drops each body so many times under keys of its own, and waits for all events. */
export async function runWave(system: System, name: string, bodies: Buffer[], photos: number): Promise<Wave> {
  const keys = Array.from({ length: photos }, (_, index) => `${name}/${index}.jpg`);
  const announced = Promise.all(keys.map(system.announced));
  const before = processorSeconds();
  const started = performance.now();
  const dropped = pMap(keys, (key, index) => system.drop(key, bodies[index % bodies.length]!), {
    concurrency: AT_ONCE,
  });
  const [events] = await Promise.all([announced, dropped]);
  const seconds = (Math.max(...events.map(({ at }) => at)) - started) / 1000;
  const after = processorSeconds();
  const changes = await Promise.all(keys.map(system.logged));
  return {
    photos,
    seconds,
    steps: meanSteps(changes.map(functionSteps)),
    cores: {
      functions:
        before.functions === null || after.functions === null
          ? null
          : (after.functions - before.functions) / seconds,
      services: (after.services - before.services) / seconds,
    },
    atOnce: atOnce(changes),
  };
}
