import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Settings } from '../config/settings.ts';
import { closeInTurn } from '../local/closeInTurn.ts';
import { deploy } from '../local/deploy.ts';
import { openServices } from '../local/openServices.ts';
import { startFunctions } from '../local/startFunctions.ts';
import { topology } from '../stacks/topology.ts';
import { getImage } from '../store/images.ts';
import { openStore } from '../store/openStore.ts';

/** The whole on this machine, into which films are dropped. */
export interface LocalFilms {
  /** @returns seconds from the drop until the timeline is in the table */
  look(key: string, film: Buffer): Promise<number>;
  stop(): Promise<void>;
}

const REGION = 'us-east-1';
/** Seconds between two looks at the item, and how many of them are enough. */
const PAUSE = 0.05;
const PATIENCE = 1800;

/** @param functions that look at parts at once; the setting for that begins at 2, as AWS wants it, and here 1 is measured */
export async function openLocalFilms(settings: Settings, functions: number): Promise<LocalFilms> {
  const failed: Error[] = [];
  const onError = (error: Error) => void failed.push(error);
  const open = closeInTurn(onError);
  try {
    const dir = await mkdtemp(join(tmpdir(), 'face-inbox-simulate-'));
    open.add(() => rm(dir, { recursive: true, force: true }));
    const whole = topology(settings);
    const plan = {
      ...whole,
      functions: whole.functions.map((fn) =>
        fn.source.queue === 'chunks'
          ? { ...fn, source: { ...fn.source, maximumConcurrency: functions } }
          : fn,
      ),
    };
    const services = await openServices({ dir, port: 0, region: REGION, plan, parts: {}, onError });
    open.add(services.close);
    const { endpoint, clients, calls } = services;
    await deploy(clients, plan, REGION);
    const running = startFunctions({
      ...{ plan, settings, endpoint, region: REGION, calls, onError },
      onLog: ({ line }) => {
        if (line.includes('"level":"ERROR"')) onError(new Error(line));
      },
    });
    open.add(running.stop);
    await running.start();
    const store = openStore(settings, clients);
    return {
      async look(Key, Body) {
        const began = performance.now();
        await clients.s3.send(new PutObjectCommand({ Bucket: settings.bucket, Key, Body }));
        for (;;) {
          const [error] = failed;
          if (error) throw error;
          const item = await getImage(store, Key);
          const passed = (performance.now() - began) / 1000;
          if (item?.status === 'analysed') return passed;
          if (item?.status === 'rejected') throw new Error(`The film was rejected: ${item.message}`);
          if (passed > PATIENCE) throw new Error(`The film has no timeline after ${PATIENCE} s.`);
          await setTimeout(PAUSE * 1000);
        }
      },
      stop: open.close,
    };
  } catch (error) {
    await open.close();
    throw error;
  }
}
