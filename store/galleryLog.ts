import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { getAll } from './audit/getAll.ts';
import type { Store } from './openStore.ts';
import { unlessRefused } from './writeUnlessLater.ts';

/**
 * The gallery has a version, which each change of the people raises, and for each version an entry that says whose photo it
 * was about. The entry is written first: so whoever reads a version finds what led to it, as long as entries are kept.
 */

/** An enrolled photo that came, went or was described anew; without one, all photos of the person. */
export interface PeopleChange {
  person: string;
  photo?: string;
}

/** The item that says of what version the gallery is; see aliases.ts. */
export const GALLERY = { name: 'gallery' };
const entryOf = (version: number) => ({ name: `gallery#${version}` });

/** Who has not looked for so long reads everybody again. */
const KEPT_DAYS = 30;

/**
 * Raised after each change of the people: who has read an older version has not seen the change.
 * @param changes whom it is about; without, everybody has to be read again
 */
export async function touchGallery(store: Store, changes?: PeopleChange[]): Promise<void> {
  for (;;) {
    const version = await galleryVersion(store);
    if (!(await enterNext(store, version, changes))) continue;
    await raise(store, version);
    return;
  }
}

/**
 * Writes the entry of the version after this one, which has to be raised then.
 * @returns false where there is another's; that version is raised, as whoever wrote it may have died before.
 */
export async function enterNext(
  store: Store,
  version: number,
  changes: PeopleChange[] | undefined,
): Promise<boolean> {
  const expiresAt = Math.floor(Date.now() / 1000) + KEPT_DAYS * 24 * 3600;
  const put = new PutCommand({
    TableName: store.names.state,
    Item: { ...entryOf(version + 1), changes, expiresAt },
    ConditionExpression: 'attribute_not_exists(#name)',
    ExpressionAttributeNames: { '#name': 'name' },
  });
  if (await unlessRefused(store.db.send(put))) return true;
  await raise(store, version);
  return false;
}

/** To the next one, unless it was raised meanwhile. */
async function raise(store: Store, version: number): Promise<void> {
  await unlessRefused(
    store.db.send(
      new UpdateCommand({
        TableName: store.names.state,
        Key: GALLERY,
        UpdateExpression: 'SET version = :next',
        ConditionExpression: version === 0 ? 'attribute_not_exists(version)' : 'version = :version',
        ExpressionAttributeValues: { ':next': version + 1, ...(version > 0 && { ':version': version }) },
      }),
    ),
  );
}

/** Changes with every enrolment, re-enrolment and removal, by whomever. */
export async function galleryVersion(store: Store): Promise<number> {
  return (await readGalleryItem(store)).version;
}

/** The version, and who is being renamed (aliases.ts): the name that goes, and the one that comes. */
export async function readGalleryItem(
  store: Store,
): Promise<{ version: number; aliases: Record<string, string> }> {
  const { Item } = await store.db.send(
    new GetCommand({ TableName: store.names.state, Key: GALLERY, ConsistentRead: true }),
  );
  return { version: Item?.version ?? 0, aliases: Item?.aliases ?? {} };
}

/** Read in one request, and requests at once. */
const [BATCH, AT_ONCE] = [100, 8];

/** What is known of the way from one version to a later one. */
export interface Log {
  /** In no order, and up to the gap alone. */
  changes: PeopleChange[];
  /** The first version whose changes nobody knows: its entry is gone, or says that everybody is to be read. */
  gap?: number;
}

/** What changed after the version `from`, up to `to`. */
export async function changesBetween(store: Store, from: number, to: number): Promise<Log> {
  const versions = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + 1 + at);
  const read = await pMap(
    batches(versions),
    (batch) => getAll<Entry>(store, store.names.state, batch.map(entryOf)),
    { concurrency: AT_ONCE },
  );
  const entries = new Map(read.flat().map(({ name, changes }) => [name, changes]));
  const changesAt = (version: number) => entries.get(entryOf(version).name);
  const gap = versions.find((version) => changesAt(version) === undefined);
  const known = gap === undefined ? versions : versions.slice(0, versions.indexOf(gap));
  return {
    changes: known.flatMap((version) => changesAt(version)!),
    ...(gap !== undefined && { gap }),
  };
}

interface Entry {
  name: string;
  changes?: PeopleChange[];
}

/** Of as many as are asked for in one request. */
export function batches<T>(list: T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / BATCH) }, (_, at) =>
    list.slice(at * BATCH, (at + 1) * BATCH),
  );
}
