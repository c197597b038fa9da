import type { Profile } from '../measure/Profile.ts';
import type { Position } from './Line.ts';
import { GB, logBytes, MILLION } from './units.ts';

export interface Job {
  photos: number;
  /** Photos that an invocation has; fewer than the mapping's ten where photos come one by one. */
  batch: number;
  /** Of the function, in MB. */
  memoryMb: number;
  architecture: 'arm64' | 'x86_64';
}

/**
 * Seconds that a photo is billed for. In a batch the function waits for the services of one photo while it works on
 * another; only the first and the last one's waits are nobody's work, together about those of one photo.
 */
export function billedSeconds({ seconds }: Profile, batch: number): number {
  return seconds.work + seconds.waits / batch;
}

/** What it takes to analyse the photos, once. */
export function photosBill(profile: Profile, { photos, batch, memoryMb, architecture }: Job): Position[] {
  const { usage, log } = profile;
  const invocations = photos / batch;
  const { GetObject = 0, HeadObject = 0, ListObjectsV2 = 0 } = usage.objects;
  // S3 sends each message by itself; the mapping receives and deletes by batches.
  const messages = photos + 2 * invocations;
  return [
    {
      what: 'Lambda: time',
      item: architecture === 'arm64' ? 'computeArm64' : 'computeX86',
      quantity: (photos * billedSeconds(profile, batch) * memoryMb) / 1024,
    },
    { what: 'Lambda: invocations', item: 'invocations', quantity: invocations / MILLION },
    {
      what: 'DynamoDB: writes',
      item: 'tableWrites',
      quantity: (photos * usage.tableWrites.units) / MILLION,
    },
    { what: 'DynamoDB: reads', item: 'tableReads', quantity: (photos * usage.tableReads.units) / MILLION },
    { what: 'S3: PUT of the photos', item: 'objectWrites', quantity: photos / 1000 },
    { what: 'S3: GET, HEAD', item: 'objectReads', quantity: (photos * (GetObject + HeadObject)) / 1000 },
    { what: 'S3: LIST', item: 'objectWrites', quantity: (photos * ListObjectsV2) / 1000 },
    {
      what: 'SQS: requests',
      item: 'queueRequests',
      quantity: (messages + photos * usage.queueRequests) / MILLION,
    },
    { what: 'EventBridge: events', item: 'events', quantity: (photos * usage.events.units) / MILLION },
    {
      what: 'EventBridge: archive',
      item: 'archiveEvents',
      quantity: (photos * usage.events.bytes) / GB,
    },
    {
      what: 'CloudWatch: logs',
      item: 'logs',
      quantity: logBytes(photos * log.lines, photos * log.bytes, invocations) / GB,
    },
  ];
}
