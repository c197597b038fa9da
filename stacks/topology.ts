import { decodeMegabytes } from '../config/decodeMegabytes.ts';
import type { Settings } from '../config/settings.ts';
import {
  chunkTimeoutSeconds,
  lookingAtOnce,
  planTimeoutSeconds,
  VIDEO_DECODER_MB,
} from '../config/videoLimits.ts';
import { type Table, tables } from '../store/tables.ts';
import type { QueueRole, Rights } from './kindsOfRights.ts';
import { queues } from './queues.ts';
import {
  analyseRights,
  apiRights,
  chunkRights,
  expireRights,
  GALLERY,
  planRights,
  RECONCILE,
  SWEEP,
} from './rights.ts';

export type { QueueRole } from './kindsOfRights.ts';

/**
 * What there is in the cloud, said once: the bucket, queues, functions, tables and the bus, with their limits.
 * Names are final; what is deployed, here or in the cloud, is built from this value.
 */
export interface Topology {
  bucket: Bucket;
  /** The name of the bucket of the gallery's snapshots, where there are any. Nobody is told of what is put there. */
  galleries?: string;
  /** The name of the bucket of what is found in videos and is too much for an item. Nobody is told of what is put there. */
  results: string;
  queues: Queue[];
  /** Fed from queues. */
  functions: Fn[];
  /** Invoked by the clock. */
  scheduled: ScheduledFn[];
  /** Answers HTTP, at a URL of its own. */
  api: UrlFn;
  tables: Table[];
  bus: string;
}

interface Bucket {
  name: string;
  /** S3 event names, and the queue (by its role) that receives them. */
  notifications: { events: string[]; queue: QueueRole }[];
}

export interface Queue {
  role: QueueRole;
  name: string;
  visibilityTimeoutSeconds: number;
  retentionSeconds: number;
  /** After `maxReceiveCount` receives a message moves to the queue `to`. */
  redrive?: { to: QueueRole; maxReceiveCount: number };
}

interface Code extends Rights {
  name: string;
  /** The handler's file, from the project's root; it exports `handler`. */
  file: string;
  timeoutSeconds: number;
  memoryMb: number;
  /** Of its folder for temporary files. */
  temporaryMb: number;
}

/** At most one of it runs at a time: its concurrency is 1. What fails is not tried again before the next time. */
export interface ScheduledFn extends Code {
  /** EventBridge Scheduler's `rate(n minutes)`. */
  everyMinutes: number;
  /** The first run after a start, where it has to come also if nothing runs here for a whole interval; else one interval. */
  firstAfterMinutes?: number;
}

/** Invoked by each request to its URL. */
export interface UrlFn extends Code {
  maximumConcurrency: number;
}

export interface Fn extends Code {
  source: Source;
  /**
   * Where its messages go that were received before: one at a time, so that none shares a process with another. Absent where all are
   * one at a time.
   */
  retries?: Source;
  /** So many of it are called besides, by who is before it, to fetch messages themselves. */
  called?: number;
  /** Whether there is work for it but now and then: it needs no process that waits for the next message. */
  seldom?: true;
}

/** The queues that feed a function. */
export function sourcesOf({ source, retries }: Fn): Source[] {
  return retries ? [source, retries] : [source];
}

export interface Source {
  queue: QueueRole;
  batchSize: number;
  batchWindowSeconds: number;
  maximumConcurrency: number;
}

/** How many of it can be at work. */
export function atOnceOf({ source, called = 0 }: Fn): number {
  return source.maximumConcurrency + called;
}

/** The queues by their roles. */
export function queueNames({ queues }: Topology): Record<QueueRole, string> {
  return Object.fromEntries(queues.map(({ role, name }) => [role, name])) as Record<QueueRole, string>;
}

/** One full vCPU (Lambda guide, "Configure function memory"). */
const ONE_PROCESSOR = 1769;
/** What the engine takes beside the decoder, which is a process of its own in the same memory. */
const ENGINE_MB = 600;
/** The same of a function that runs no network. */
const PLAN_MB = 300;

/** The least memory with which the largest picture can be decoded beside the engine. */
export function leastMemoryMb(
  settings: Pick<Settings, 'decodeMegabytes' | 'maxPixels' | 'galleryKind'>,
): number {
  return ENGINE_MB + decodeMegabytes(settings) + (settings.galleryKind === 'index' ? SNAPSHOT_MEMORY_MB : 0);
}

/** Of a function that looks at photos. */
function memoryMb(settings: Settings): number {
  return 64 * Math.ceil(Math.max(ONE_PROCESSOR, leastMemoryMb(settings)) / 64);
}

/** In the cloud. Requests beyond are answered 429, by Lambda: a storm costs no more than these, and leaves the others their share. */
export const API_AT_ONCE = 10;

/** What Lambda gives for temporary files without a word, and without a charge. */
export const TEMPORARY_MB = 512;

/** Of the gallery's snapshot for a million photos, beside the engine: docs/galleries.md. */
const SNAPSHOT_MEMORY_MB = 600;
/** The same on the disk, and once more while a newer one takes its place. */
const SNAPSHOT_DISK_MB = 2048;

/** The photo, once more for the decoder, and the largest picture's pixels (faces/decode/worker). */
function temporaryMb({ maxBytes, maxPixels, galleryKind }: Settings): number {
  const snapshot = galleryKind === 'index' ? SNAPSHOT_DISK_MB : 0;
  return Math.max(TEMPORARY_MB, Math.ceil((2 * maxBytes + 3 * maxPixels) / 2 ** 20)) + snapshot;
}

/** Two processors' memory and the longest time: a million photos are put into an index in some minutes. */
function gallery(name: string): ScheduledFn {
  return {
    name,
    file: 'functions/gallery/handler.ts',
    timeoutSeconds: 900,
    memoryMb: 2 * ONE_PROCESSOR,
    temporaryMb: 2 * SNAPSHOT_DISK_MB,
    ...GALLERY,
    everyMinutes: 15,
    firstAfterMinutes: 1,
  };
}

/** Reads the index of a video, and writes what is to be looked at. */
function plan(name: string, settings: Settings): Fn {
  return {
    name,
    file: 'functions/plan/handler.ts',
    timeoutSeconds: planTimeoutSeconds(settings),
    memoryMb: 64 * Math.ceil(Math.max(ONE_PROCESSOR, PLAN_MB + VIDEO_DECODER_MB) / 64),
    temporaryMb: TEMPORARY_MB,
    ...planRights(settings),
    source: { queue: 'videos', batchSize: 1, batchWindowSeconds: 0, maximumConcurrency: 2 },
    seldom: true,
  };
}

/** The least memory with which a part of any video can be decoded beside the engine. */
export function leastChunkMemoryMb({ galleryKind }: Pick<Settings, 'galleryKind'>): number {
  return ENGINE_MB + VIDEO_DECODER_MB + (galleryKind === 'index' ? SNAPSHOT_MEMORY_MB : 0);
}

function analyseChunk(name: string, settings: Settings): Fn {
  const snapshot = settings.galleryKind === 'index';
  const { fed, called } = lookingAtOnce(settings);
  return {
    name,
    file: 'functions/analyse-chunk/handler.ts',
    timeoutSeconds: chunkTimeoutSeconds(settings),
    memoryMb: 64 * Math.ceil(Math.max(ONE_PROCESSOR, leastChunkMemoryMb(settings)) / 64),
    temporaryMb: TEMPORARY_MB + (snapshot ? SNAPSHOT_DISK_MB : 0),
    ...chunkRights(settings),
    source: {
      queue: 'chunks',
      batchSize: 1,
      batchWindowSeconds: 0,
      maximumConcurrency: fed,
    },
    ...(called > 0 && { called }),
    seldom: true,
  };
}

function expire(name: string, settings: Settings): ScheduledFn {
  return {
    name,
    file: 'functions/expire/handler.ts',
    timeoutSeconds: 900,
    memoryMb: 256,
    temporaryMb: TEMPORARY_MB,
    ...expireRights(settings),
    everyMinutes: 60,
    firstAfterMinutes: 5,
  };
}

export function topology(settings: Settings): Topology {
  const named = (role: string) => `${settings.prefix}-${role}`;
  return {
    bucket: {
      name: settings.bucket,
      notifications: [
        {
          // What a lifecycle rule of the user's deletes has a name of its own, and is no ObjectRemoved.
          events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*'],
          queue: 'images',
        },
      ],
    },
    ...(settings.galleryKind === 'index' && { galleries: settings.galleriesBucket }),
    results: settings.resultsBucket,
    queues: queues(settings),
    functions: [
      {
        name: named('analyse'),
        file: 'functions/analyse/handler.ts',
        timeoutSeconds: settings.functionTimeoutSeconds,
        memoryMb: memoryMb(settings),
        temporaryMb: temporaryMb(settings),
        ...analyseRights(settings),
        source: {
          queue: 'images',
          batchSize: 10,
          batchWindowSeconds: 0,
          maximumConcurrency: settings.concurrency,
        },
        retries: {
          queue: 'retries',
          batchSize: 1,
          batchWindowSeconds: 0,
          maximumConcurrency: settings.concurrency,
        },
      },
      plan(named('plan'), settings),
      analyseChunk(named('analyse-chunk'), settings),
    ],
    scheduled: [
      {
        name: named('sweep'),
        file: 'functions/sweep/handler.ts',
        timeoutSeconds: 60,
        memoryMb: 256,
        temporaryMb: TEMPORARY_MB,
        ...SWEEP,
        everyMinutes: settings.sweepMinutes,
      },
      {
        name: named('reconcile'),
        file: 'functions/reconcile/handler.ts',
        timeoutSeconds: 900, // the longest that Lambda allows; 100,000 objects are a few minutes
        memoryMb: 512,
        temporaryMb: TEMPORARY_MB,
        ...RECONCILE,
        everyMinutes: settings.reconcileMinutes,
      },
      ...(settings.galleryKind === 'index' ? [gallery(named('gallery'))] : []),
      // Only where it is asked for: what is not there deletes nothing.
      ...(settings.retentionDays === undefined ? [] : [expire(named('expire'), settings)]),
    ],
    api: {
      name: named('api'),
      file: 'functions/api/handler.ts',
      timeoutSeconds: settings.functionTimeoutSeconds,
      memoryMb: memoryMb(settings),
      temporaryMb: temporaryMb(settings),
      ...apiRights(settings),
      maximumConcurrency: settings.concurrency,
    },
    tables: Object.values(tables(settings.prefix)),
    bus: settings.bus,
  };
}
