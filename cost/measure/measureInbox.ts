import { readFileSync } from 'node:fs';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { mean, sum } from '../../bench/report/statistics.ts';
import { functionSteps } from '../../bench/system/functionSteps.ts';
import { processorSeconds } from '../../bench/system/processorSeconds.ts';
import type { Change } from '../../bench/system/readChange.ts';
import type { Settings } from '../../config/settings.ts';
import { topology } from '../../stacks/topology.ts';
import { tables } from '../../store/tables.ts';
import type { Attributes } from '../capacity/itemSize.ts';
import { storedBytes } from '../capacity/storedBytes.ts';
import { makePhotos } from './makePhotos.ts';
import { type Inbox, openInbox } from './openInbox.ts';
import type { Profile, ScheduledRun } from './Profile.ts';
import type { Usage } from './Usage.ts';

/** Photos at most that warm up the process: its networks, its connections and its compiled code. */
const MOST_WARM_UP = 12;
/** Photos at most that are dropped one after the other. */
const MOST_ALONE = 5;
/** So many are sent at a time, as `npx face-inbox drop` does. */
const AT_ONCE = 8;

/**
 * Drops photos with that many faces, each of somebody who is enrolled, into the whole system on this machine, and measures
 * what a photo takes. The networks have one thread, as a function with one vCPU.
 */
export async function measureInbox(
  faces: number,
  photos: number,
  deployed: Settings,
  progress: (line: string) => void,
): Promise<Profile> {
  // Its faces are few, and some may be in a photo twice: each is to be recognised.
  const settings: Settings = { ...deployed, threads: 1, nameOnce: false, concurrency: 2, logLevel: 'INFO' };
  const [warmUp, alone] = [Math.min(MOST_WARM_UP, photos), Math.min(MOST_ALONE, photos)];
  progress('Making the photos ...');
  const { photos: bodies, people } = await makePhotos(faces, settings);
  progress('Starting the system ...');
  const inbox = await openInbox(settings);
  try {
    const { scheduled: clocked } = topology(settings);
    const scheduled = await runScheduled(inbox, clocked);
    for (const [index, body] of people.entries()) await inbox.drop(`people/person-${index}/1.jpg`, body);
    const dropAll = (folder: string, count: number, concurrency: number) =>
      pMap(
        Array.from({ length: count }, (_, index) => index),
        (index) => inbox.drop(`${folder}/${index}.jpg`, bodies[index % bodies.length]!),
        { concurrency },
      );
    await dropAll('warm-up', warmUp, AT_ONCE);
    progress(`Dropping ${photos} photos ...`);
    const changes = (await dropAll('alone', alone, 1)) as Change[];
    inbox.meter.take();
    inbox.takeLog();
    const before = processorSeconds();
    const started = performance.now();
    await dropAll('photos', photos, AT_ONCE);
    const clock = (performance.now() - started) / 1000 / photos;
    const after = processorSeconds();
    const usage = inbox.meter.take();
    const log = inbox.takeLog();
    const kept = await keptOf(inbox, settings.prefix);
    progress('Running what the clock starts ...');
    const full = await runScheduled(inbox, clocked);
    return {
      measured: { photos, ...kept.measured },
      photoBytes: mean(bodies.map(({ length }) => length)),
      seconds: {
        work:
          before.functions === null || after.functions === null
            ? clock
            : (after.functions - before.functions) / photos,
        waits: mean(changes.map(waitsOf)),
        clock,
      },
      usage: shareOf(usage, photos),
      log: { lines: log.lines / photos, bytes: log.bytes / photos },
      kept: kept.bytes,
      startSeconds: inbox.startSeconds,
      scheduled,
      audited: Object.fromEntries(
        Object.entries(full).map(([file, run]) => [
          file,
          readMore(scheduled[file]!, run, people.length + warmUp + alone + photos),
        ]),
      ),
    };
  } finally {
    await inbox.stop();
  }
}

function waitsOf(change: Change): number {
  const { fetch, record } = functionSteps(change);
  return (fetch + record) / 1000;
}

/** What the tables hold of the photos: of those alone that were counted. */
async function keptOf(inbox: Inbox, prefix: string) {
  const { images, sightings } = tables(prefix);
  const of = async ({ name }: { name: string }) => {
    const { Items = [] } = await inbox.clients.db.send(new ScanCommand({ TableName: name }));
    return Items.filter(({ image }) => image?.S?.startsWith('photos/')) as Attributes[];
  };
  const [items, rows] = [await of(images), await of(sightings)];
  const sizes = [
    ...items.map((item) => storedBytes(images, item)),
    ...rows.map((row) => storedBytes(sightings, row)),
  ];
  return {
    measured: {
      faces: mean(items.map(({ faceCount }) => Number(faceCount?.N))),
      recognised: rows.length / items.length,
    },
    bytes: {
      tables: sum(sizes.map(({ table }) => table)) / items.length,
      indexes: sum(sizes.map(({ indexes }) => indexes)) / items.length,
    },
  };
}

async function runScheduled(inbox: Inbox, scheduled: { name: string; file: string }[]) {
  const runs: Record<string, ScheduledRun> = {};
  for (const { name, file } of scheduled) {
    inbox.meter.take();
    const before = descendantsSeconds();
    const started = performance.now();
    await inbox.run(name);
    const clock = (performance.now() - started) / 1000;
    const after = descendantsSeconds();
    const seconds = before === undefined || after === undefined ? clock : after - before;
    runs[file] = { seconds, usage: inbox.meter.take() };
  }
  return runs;
}

/** A page of a listing has a thousand keys. */
function readMore(empty: ScheduledRun, full: ScheduledRun, objects: number) {
  const lists = full.usage.objects.ListObjectsV2 ?? 0;
  return {
    readUnits: (full.usage.tableReads.units - empty.usage.tableReads.units) / objects,
    lists: lists === 0 ? 0 : 1 / 1000,
  };
}

/** Processor time of all processes that were started here, those that have ended among them; undefined without /proc. */
function descendantsSeconds(): number | undefined {
  const { functions } = processorSeconds();
  if (functions === null) return undefined;
  const text = readFileSync('/proc/self/stat', 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return functions + (Number(fields[13]) + Number(fields[14])) / 100;
}

function shareOf(usage: Usage, photos: number): Usage {
  const of = <T extends Record<string, number>>(counts: T) =>
    Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count / photos])) as T;
  return {
    tableWrites: of(usage.tableWrites),
    tableReads: of(usage.tableReads),
    objects: of(usage.objects),
    events: of(usage.events),
    queueRequests: usage.queueRequests / photos,
  };
}
