import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Photos } from './openPhotos.ts';
import type { Running } from './openRunning.ts';
import type { PlannedDrop, SoakPlan } from './planSoak.ts';

interface Dropped {
  /** What S3 said of each key. */
  etags: Map<string, string>;
  /** How many were dropped twice. */
  again: number;
}

/**
 * So many photos may be dropped and not announced yet: enough that nobody waits for those whose function was killed, and
 * so few that crashes and drops come together until the end.
 */
const AHEAD = 100;
const LOOK_MS = 20;

/** Each client drops its share, one photo after the other. @param done photos that were announced */
export function dropAll(
  { host, settings }: Running,
  { plan, photos, clients, done }: { plan: SoakPlan; photos: Photos; clients: number; done(): number },
): { count(): number; all: Promise<Dropped> } {
  const etags = new Map<string, string>();
  const late: Promise<void>[] = [];
  let count = 0;

  const put = async (Key: string, Body: Buffer) => {
    const request = () => host.clients.s3.send(new PutObjectCommand({ Bucket: settings.bucket, Key, Body }));
    const { ETag } = await host.surely(request);
    etags.set(Key, ETag!);
  };
  const once = async ({ key, look, againAfterMs }: PlannedDrop) => {
    while (count - done() >= AHEAD) await sleep(LOOK_MS);
    count++;
    const body = await photos.look(look);
    await put(key, body);
    if (againAfterMs === undefined) return;
    const again = sleep(againAfterMs).then(() => put(key, body));
    again.catch(() => {}); // heard of in the end
    late.push(again);
  };
  const client = async (drops: PlannedDrop[]) => {
    for (const drop of drops) await once(drop);
  };
  const shares = Array.from({ length: clients }, (_, at) =>
    plan.drops.filter((_, index) => index % clients === at),
  );
  const all = async () => {
    await Promise.all(shares.map(client));
    await Promise.all(late);
    return { etags, again: late.length };
  };
  return { count: () => count, all: all() };
}
