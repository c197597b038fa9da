import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { audit, type Inbox } from '../../store/audit/audit.ts';
import { type Deviation, deviationsOf } from '../../store/audit/wordsOf.ts';
import type { ImageItem } from '../../store/ImageItem.ts';
import type { Store } from '../../store/openStore.ts';
import type { Sighting } from '../../store/sightings.ts';
import { type Ledger, sightedTwice } from './ledger.ts';

/** What went wrong, a line each. */
export interface Verdict {
  lost: string[];
  doubled: string[];
  /** What the tables hold. */
  items: number;
  sightings: number;
}

/** Deviations that tell of too much, where all others tell of too little. */
const TOO_MUCH: Deviation['kind'][] = ['sighting-stray', 'enrolment-stray'];
const AUDIT = { waitMs: 500, patienceMs: 60_000 };
const AT_ONCE = 8;

/**
 * Holds the tables to the bucket, the bucket to what was dropped and the announcements to the tables.
 * @param etags what S3 said of each key that was dropped
 */
export async function judge(inbox: Inbox, etags: Map<string, string>, ledger: Ledger): Promise<Verdict> {
  const items = await itemsOf(inbox.store);
  const sightings = await all<Sighting>(inbox.store, 'sightings');
  const deviations: Deviation[] = [];
  const { signal } = new AbortController();
  for await (const finding of audit(inbox, { ...AUDIT, signal })) deviations.push(...deviationsOf(finding));
  const inWords = ({ key, kind, bucket, tables }: Deviation) =>
    `${key}: ${kind}; the bucket holds ${bucket}, the tables say ${tables}`;
  const tooMuch = deviations.filter(({ kind }) => TOO_MUCH.includes(kind));
  const tooLittle = deviations.filter((one) => !tooMuch.includes(one));
  return {
    lost: [
      ...(await goneFromBucket(inbox, etags)),
      ...tooLittle.map(inWords),
      ...notAsDropped(items, etags),
      ...items.filter((item) => !ledger.has(item)).map(({ image }) => `${image}: was never announced`),
    ],
    doubled: [...tooMuch.map(inWords), ...ledger.underTwoIds(), ...sightedTwice(sightings)],
    items: items.length,
    sightings: sightings.length,
  };
}

/** Every item of the table of the images. */
export function itemsOf(store: Store): Promise<ImageItem[]> {
  return all<ImageItem>(store, 'images');
}

async function goneFromBucket({ s3, store }: Inbox, etags: Map<string, string>): Promise<string[]> {
  const one = async ([key, etag]: [string, string]) => {
    const held = await etagOf(s3, store.bucket, key);
    return held === etag ? [] : [`${key}: was dropped as ${etag}; the bucket holds ${held ?? 'nothing'}`];
  };
  return (await pMap(etags, one, { concurrency: AT_ONCE })).flat();
}

async function etagOf(s3: S3Client, Bucket: string, Key: string): Promise<string | undefined> {
  try {
    return (await s3.send(new HeadObjectCommand({ Bucket, Key }))).ETag;
  } catch (error) {
    if ((error as Error).name === 'NotFound') return undefined;
    throw error;
  }
}

/** The photos are sound: an item that says otherwise is a result lost. */
function notAsDropped(items: ImageItem[], etags: Map<string, string>): string[] {
  const known = new Map(items.map((item) => [item.image, item]));
  return [...etags.keys()].flatMap((key) => {
    const item = known.get(key);
    if (!item) return []; // the audit has it
    return ['analysed', 'enrolled'].includes(item.status) ? [] : [`${key}: ended as ${item.status}`];
  });
}

async function all<T>({ db, names }: Store, table: 'images' | 'sightings'): Promise<T[]> {
  const rows: T[] = [];
  for await (const { Items = [] } of paginateScan({ client: db }, { TableName: names[table] }))
    rows.push(...(Items as T[]));
  return rows;
}
