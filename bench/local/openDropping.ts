import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { readSettings } from '../../config/settings.ts';
import { keyedWaits } from '../system/keyedWaits.ts';
import { type Arrival, subscribe } from '../system/subscribe.ts';
import type { Services } from './startServices.ts';

/** Drops into the inbox, each under a key of its own, and listens for their events. */
export interface Dropping {
  /** Drops so many, eight at a time, and waits for all events. */
  wave(drops: number): Promise<Wave>;
  /** Drops so many a second, whatever becomes of those before. @returns milliseconds from drop to event */
  paced(drops: number, aSecond: number): Promise<number[]>;
  stop(): Promise<void>;
}

export interface Wave {
  /** From the first drop to the last event. */
  seconds: number;
  /** Processor time by whose it was; of the functions null where the system does not tell. */
  processor: { clients: number; services: number; functions: number | null };
  /** Resident memory of the services at the end. */
  memoryMb: number;
}

/** So many are sent at a time, as `npx face-inbox drop` does. */
const AT_ONCE = 8;

export async function openDropping({ clients, usage }: Services, bytes: number): Promise<Dropping> {
  const { bucket, bus } = readSettings();
  const arrivals = keyedWaits<Arrival>();
  const stop = await subscribe(clients, bus, {
    event: (arrival) => arrivals.give(arrival.image, arrival),
    error: arrivals.fail,
  });
  const body = Buffer.alloc(bytes, 'drop');
  let dropped = 0;

  function drop(): { sent: Promise<unknown>; latency: Promise<number> } {
    const Key = `drops/${dropped++}.jpg`;
    const started = performance.now();
    const sent = clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: body }));
    const latency = Promise.all([arrivals.of(Key), sent]).then(([{ at }]) => at - started);
    return { sent, latency };
  }

  return {
    async wave(drops) {
      const before = await usage();
      const own = process.cpuUsage();
      const started = performance.now();
      const latencies: Promise<number>[] = [];
      const send = async () => {
        const { sent, latency } = drop();
        latencies.push(latency);
        await sent;
      };
      await pMap(Array.from({ length: drops }), send, { concurrency: AT_ONCE });
      await Promise.all(latencies);
      const seconds = (performance.now() - started) / 1000;
      const { user, system } = process.cpuUsage(own);
      const after = await usage();
      const functions =
        before.functions === null || after.functions === null ? null : after.functions - before.functions;
      return {
        seconds,
        processor: { clients: (user + system) / 1e6, services: after.services - before.services, functions },
        memoryMb: after.memoryMb,
      };
    },
    async paced(drops, aSecond) {
      const started = performance.now();
      const latencies: Promise<number>[] = [];
      for (let index = 0; index < drops; index++) {
        const early = started + (1000 * index) / aSecond - performance.now();
        if (early > 0) await sleep(early);
        latencies.push(drop().latency);
      }
      return Promise.all(latencies);
    },
    stop,
  };
}
