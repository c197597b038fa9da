import { type Growth, growth } from '../report/growth.ts';
import { progress } from '../report/options.ts';
import { median, quantile, type Spread, spread } from '../report/statistics.ts';
import { openDropping, type Wave } from './openDropping.ts';
import type { Services } from './startServices.ts';

export interface DropsFigures {
  /** Of each drop. */
  bytes: number;
  drops: number;
  waves: number;
  /** First drop to last event of a wave, eight senders. */
  aSecond: Spread;
  /** For each second of processor time of all processes; null where the system does not tell that of the functions. */
  aCoreSecond: Spread | null;
  /** Milliseconds of processor time a drop, by whose it is: medians of the waves. */
  processorMs: { clients: number; services: number; functions: number | null };
  /** Milliseconds from drop to event while so many a second are dropped, however the others come on. */
  paced: { aSecond: number; drops: number; p50: number; p95: number; p99: number };
  /** Resident memory of the services in units of 2^20 bytes: medians of the second and of the last quarter of the waves. */
  memoryMb: Growth;
}

/** The rate that the target speaks of. */
const A_SECOND = 120;
/** So long the system is looked at under that rate. */
const PACED_SECONDS = 5;

/** Drops in waves, and then at a steady rate. */
export async function measureDrops(
  services: Services,
  sizes: { bytes: number; drops: number; waves: number },
): Promise<DropsFigures> {
  const { bytes, drops, waves: count } = sizes;
  const size = Math.ceil(drops / count);
  const dropping = await openDropping(services, bytes);
  try {
    await dropping.wave(size); // warms up
    const waves: Wave[] = [];
    for (let index = 0; index < count; index++) {
      progress(`Wave ${index + 1} of ${count}, ${size} drops ...`);
      waves.push(await dropping.wave(size));
    }
    progress(`${A_SECOND} drops a second ...`);
    const paced = Math.min(A_SECOND * PACED_SECONDS, drops);
    const latencies = await dropping.paced(paced, A_SECOND);
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(latencies, share));
    return {
      bytes,
      drops: size * count,
      waves: count,
      aSecond: spread(waves.map(({ seconds }) => size / seconds)),
      ...processorTime(waves, size),
      paced: { aSecond: A_SECOND, drops: paced, p50: p50!, p95: p95!, p99: p99! },
      memoryMb: growth(waves.map(({ memoryMb }) => memoryMb)),
    };
  } finally {
    await dropping.stop();
  }
}

function processorTime(waves: Wave[], size: number): Pick<DropsFigures, 'aCoreSecond' | 'processorMs'> {
  const ms = (of: (wave: Wave) => number) => median(waves.map((wave) => (1000 * of(wave)) / size));
  const clients = ms(({ processor }) => processor.clients);
  const services = ms(({ processor }) => processor.services);
  const told = waves.every(({ processor }) => processor.functions !== null);
  if (!told) return { aCoreSecond: null, processorMs: { clients, services, functions: null } };
  const seconds = ({ processor }: Wave) => processor.clients + processor.services + processor.functions!;
  return {
    aCoreSecond: spread(waves.map((wave) => size / seconds(wave))),
    processorMs: { clients, services, functions: ms(({ processor }) => processor.functions!) },
  };
}
