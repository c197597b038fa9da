import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is paid for; each has a price in `prices.json`. */
export type Item =
  | 'computeArm64'
  | 'computeX86'
  | 'invocations'
  | 'tableWrites'
  | 'tableReads'
  | 'tableStorage'
  | 'tableRecovery'
  | 'queueRequests'
  | 'objectWrites'
  | 'objectReads'
  | 'objectStorage'
  | 'events'
  | 'archiveEvents'
  | 'archiveStorage'
  | 'schedules'
  | 'logs'
  | 'logStorage'
  | 'alarms'
  | 'metrics'
  | 'dashboards'
  | 'faceVectors'
  | 'vectorSearches';

interface Price {
  /** What one of it is: a million of requests, a GB-month. */
  unit: string;
  /** The public page that says so. */
  page: string;
  /** Units that cost nothing in each month, for ever and once an account; absent for none. */
  freeEachMonth?: number;
  /** Of what is in some bills only: its price is not known of every region. */
  optional?: true;
  /** USD a unit. */
  regions: Record<string, number>;
}

/** The next so many cost so much each: up to that number of a month in all, null for no end. */
export interface Tier {
  upTo: number | null;
  each: number;
}

export interface PriceTable {
  /** When the prices were looked up, `YYYY-MM-DD`. */
  lookedUp: string;
  currency: 'USD';
  /** List prices without discounts, of the first tier where there are several. */
  prices: Record<Item, Price>;
  rekognition: { unit: string; page: string; regions: Record<string, Tier[]> };
}

export function readPrices(): PriceTable {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'prices.json'), 'utf8'));
}

/** The regions that every price is known of. */
export function regionsOf({ prices, rekognition }: PriceTable): string[] {
  return Object.keys(rekognition.regions).filter((region) =>
    Object.values(prices).every(({ regions, optional }) => optional || regions[region] !== undefined),
  );
}
