import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Settings } from '../../config/settings.ts';
import { closeInTurn } from '../../local/closeInTurn.ts';
import { deploy } from '../../local/deploy.ts';
import { openServices } from '../../local/openServices.ts';
import { startFunctions } from '../../local/startFunctions.ts';
import { type Topology, topology } from '../../stacks/topology.ts';
import { keyedWaits } from './keyedWaits.ts';
import { type Change, FunctionFailedError, readChange } from './readChange.ts';
import { type Arrival, subscribe } from './subscribe.ts';

/** The whole local system, with a subscriber of its events. Every key is dropped once. */
export interface System {
  drop(key: string, body: Buffer): Promise<void>;
  /** The event about that photo. @throws FunctionFailedError */
  announced(key: string): Promise<Arrival>;
  /** What the function has logged of that photo. @throws FunctionFailedError */
  logged(key: string): Promise<Change>;
  stop(): Promise<void>;
}

const REGION = 'us-east-1';

/**
 * Opens what `npm start` runs, in a folder of its own.
 * @param processes of the function at most; the setting for that begins at 2, as AWS wants it, and here 1 is measured
 */
export async function openSystem(settings: Settings, processes: number): Promise<System> {
  const events = keyedWaits<Arrival>();
  const changes = keyedWaits<Change>();
  const onError = (error: Error) => {
    events.fail(error);
    changes.fail(error);
  };
  const onLog = ({ line }: { line: string }) => {
    try {
      const change = readChange(line);
      if (change) changes.give(change.key, change);
    } catch (error) {
      onError(error as FunctionFailedError);
    }
  };
  const open = closeInTurn(onError);
  try {
    const dir = await mkdtemp(join(tmpdir(), 'face-inbox-bench-'));
    open.add(() => rm(dir, { recursive: true, force: true }));
    const plan = withProcesses(topology(settings), processes);
    const services = await openServices({ dir, port: 0, region: REGION, plan, parts: {}, onError });
    open.add(services.close);
    const { endpoint, clients, calls } = services;
    await deploy(clients, plan, REGION);
    const { s3 } = clients;
    const functions = startFunctions({ plan, settings, endpoint, region: REGION, calls, onLog, onError });
    open.add(functions.stop);
    await functions.start();
    const event = (arrival: Arrival) => {
      if (arrival.type === 'Image Analysed') events.give(arrival.image, arrival);
      else onError(new FunctionFailedError(`"${arrival.type}" of ${arrival.image} instead of an analysis.`));
    };
    open.add(await subscribe(clients, settings.bus, { event, error: onError }));
    return {
      async drop(Key, Body) {
        await s3.send(new PutObjectCommand({ Bucket: settings.bucket, Key, Body }));
      },
      announced: events.of,
      logged: changes.of,
      stop: open.close,
    };
  } catch (error) {
    await open.close();
    throw error;
  }
}

function withProcesses(plan: Topology, maximumConcurrency: number): Topology {
  return {
    ...plan,
    functions: plan.functions.map((fn) => ({ ...fn, source: { ...fn.source, maximumConcurrency } })),
  };
}
