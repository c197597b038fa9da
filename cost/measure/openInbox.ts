import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { keyedWaits } from '../../bench/system/keyedWaits.ts';
import { type Change, readChange } from '../../bench/system/readChange.ts';
import { subscribe } from '../../bench/system/subscribe.ts';
import type { Settings } from '../../config/settings.ts';
import { closeInTurn } from '../../local/closeInTurn.ts';
import { type Clients, deploy } from '../../local/deploy.ts';
import { openServices } from '../../local/openServices.ts';
import { startFunctions } from '../../local/startFunctions.ts';
import { topology } from '../../stacks/topology.ts';
import { type Meter, openMeter } from './openMeter.ts';

/** The whole system on this machine with one process of the function, and a meter between that and the services. */
export interface Inbox {
  clients: Clients;
  meter: Meter;
  /** From the start of the function's process until it asked for work. */
  startSeconds: number;
  /** Drops a photo, and waits until it is announced and logged. @returns what was logged, undefined for an enrolment. */
  drop(key: string, body: Buffer): Promise<Change | undefined>;
  /** What the functions have logged since the last call. */
  takeLog(): { lines: number; bytes: number };
  /** Runs a function as its schedule does. @throws Error where it fails */
  run(name: string): Promise<void>;
  stop(): Promise<void>;
}

const REGION = 'us-east-1';

export async function openInbox(settings: Settings): Promise<Inbox> {
  const events = keyedWaits<string>();
  const changes = keyedWaits<Change>();
  let log = { lines: 0, bytes: 0 };
  const onError = (error: Error) => {
    events.fail(error);
    changes.fail(error);
  };
  const note = (line: string) => {
    log = { lines: log.lines + 1, bytes: log.bytes + Buffer.byteLength(line) };
  };
  const onLog = ({ line }: { line: string }) => {
    note(line);
    try {
      const change = isEnrolment(line) ? undefined : readChange(line);
      if (change) changes.give(change.key, change);
    } catch (error) {
      onError(error as Error);
    }
  };
  const open = closeInTurn(onError);
  try {
    const dir = await mkdtemp(join(tmpdir(), 'face-inbox-cost-'));
    open.add(() => rm(dir, { recursive: true, force: true }));
    const plan = withOneProcess(settings);
    const services = await openServices({ dir, port: 0, region: REGION, plan, parts: {}, onError });
    open.add(services.close);
    const { clients, calls } = services;
    await deploy(clients, plan, REGION);
    const meter = await openMeter(services.endpoint, clients.db, plan.tables);
    open.add(meter.close);
    const functions = startFunctions({
      ...{ plan, settings, endpoint: meter.endpoint, region: REGION, calls, onLog, onError },
    });
    open.add(functions.stop);
    services.serve('lambda', functions.services.lambda!);
    const started = performance.now();
    await functions.start();
    const startSeconds = (performance.now() - started) / 1000;
    const event = ({ image, type }: { image: string; type: string }) => events.give(image, type);
    open.add(await subscribe(clients, settings.bus, { event, error: onError }));
    const lambda = new LambdaClient({
      endpoint: services.endpoint,
      region: REGION,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    return {
      ...{ clients, meter, startSeconds, stop: open.close },
      async drop(Key, Body) {
        await clients.s3.send(new PutObjectCommand({ Bucket: settings.bucket, Key, Body }));
        const type = await events.of(Key);
        return type === 'Image Analysed' ? changes.of(Key) : undefined;
      },
      takeLog() {
        const taken = log;
        log = { lines: 0, bytes: 0 };
        return taken;
      },
      async run(FunctionName) {
        const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName }));
        if (FunctionError) throw new Error(`${FunctionName} failed: ${Buffer.from(Payload!).toString()}`);
      },
    };
  } catch (error) {
    await open.close();
    throw error;
  }
}

/** Whoever is refused stays unknown, and is counted as that. */
function isEnrolment(line: string): boolean {
  return line.includes('"key":"people/');
}

function withOneProcess(settings: Settings) {
  const plan = topology(settings);
  const functions = plan.functions.map((fn) => ({ ...fn, source: { ...fn.source, maximumConcurrency: 1 } }));
  return { ...plan, functions };
}
