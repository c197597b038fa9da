import type { Item, PriceTable } from '../cost/Prices.ts';
import type { Outcome } from './simulate.ts';

export interface BillLine {
  what: string;
  /** In the price's unit. */
  quantity: number;
  unit: string;
  price: number;
  usd: number;
}

export interface BillOptions {
  region: string;
  memoryMb: number;
  /** Seconds that a function that was called waits at the end for messages that do not come. */
  idle: number;
  /** Bytes of all rows that the last one reads, which DynamoDB counts by 4 KB, and once for each 4 KB as they are to be right. */
  rows: number;
}

const GB_MB = 1024;
/** Requests of one that was called: two about the queue, and the last, which finds nothing. */
const FETCHING = 3;
/** Messages of an event, of a plan: sent, received, deleted. */
const BEFORE = 6;
/** Reads and writes of the item in `images`, before and after; their outbox is emptied by a further write. */
const ITEM_WRITES = 6;
const ITEM_READS_A_CHUNK = 3;
const READ_UNIT = 4096;

/** What looking at one film costs, at list prices without free units; its own upload and storage are not in it. */
export function billOf(
  outcome: Outcome,
  { prices }: PriceTable,
  { region, memoryMb, idle, rows }: BillOptions,
): BillLine[] {
  const { seconds, chunks, calls, reads, writes, messages } = outcome;
  const line = (what: string, item: Item, quantity: number): BillLine => {
    const { unit, regions } = prices[item];
    const price = regions[region]!;
    return { what, quantity, unit, price, usd: quantity * price };
  };
  const million = 1e6;
  return [
    line('Lambda: looking', 'computeArm64', ((seconds.looking + calls * idle) * memoryMb) / GB_MB),
    line('Lambda: before', 'computeArm64', (seconds.before * memoryMb) / GB_MB),
    line('Lambda: invocations', 'invocations', (chunks + 2) / million),
    line(
      'SQS: requests',
      'queueRequests',
      (BEFORE + Math.ceil(messages / 10) + 2 * messages + FETCHING * calls) / million,
    ),
    // Each row is deleted in the end, by as many units.
    line('DynamoDB: writes', 'tableWrites', (2 * writes.count + ITEM_WRITES) / million),
    line(
      'DynamoDB: reads',
      'tableReads',
      (ITEM_READS_A_CHUNK * chunks + Math.ceil(rows / READ_UNIT)) / million,
    ),
    line('S3: range reads', 'objectReads', reads.count / 1000),
    line('EventBridge: event', 'events', 1 / million),
  ];
}
