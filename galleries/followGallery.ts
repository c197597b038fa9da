import type { Gallery } from '../faces/match/Gallery.ts';
import { emptySnapshot, type Snapshot } from '../faces/match/snapshot/openSnapshot.ts';
import { changesBetween, galleryVersion } from '../store/galleryLog.ts';
import type { Store } from '../store/openStore.ts';
import { readGallery } from '../store/spaces.ts';
import { type Fetched, fetchSnapshot, type Galleries, readManifest } from './fetchSnapshot.ts';
import { apply, countChanges, galleryOf, type Known, set } from './Known.ts';
import { parseManifest } from './Manifest.ts';
import { SnapshotError } from './SnapshotError.ts';
import { tellWhoIsElsewhere, type Warn } from './tellWhoIsElsewhere.ts';

export interface Following {
  /**
   * Where the people come from another region, how long after their version they may come: what has changed is read again so
   * often, and an entry of the log that is not there yet is waited for.
   */
  lagMs?: readonly number[];
  /** With so many changes a newer snapshot is looked for. */
  many?: number;
  /** How often it is looked for. */
  lookEveryMs?: number;
}

/**
 * Gives the gallery of a collection as of now. Its version is looked at each time; what has changed is read by the log of
 * changes, photo by photo, on top of a snapshot. Everybody is read from the table only where there is no snapshot that can
 * be used, which is warned of.
 */
export function followGallery(
  store: Store,
  galleries: Galleries,
  space: string,
  warn: Warn,
  { lagMs = [], many = 1000, lookEveryMs = 60_000 }: Following = {},
): (collection: string) => Promise<Gallery> {
  let known: Known | undefined;
  let lookedAt = 0;
  let gapSince: number | undefined;
  let replaced: Snapshot | undefined;

  /** Whoever was given a gallery of it may be about to search it: it is closed when the next one is replaced. */
  const retire = (snapshot: Snapshot) => {
    replaced?.close();
    replaced = snapshot;
  };

  /** What the snapshot says if it is of that version or later; else everybody, as of the version. */
  const begin = async (least: number, version: number): Promise<Known> => {
    lookedAt = performance.now();
    const fetched = await fetchOrWarn(galleries, space, warn);
    if (fetched && fetched.manifest.version >= least) return fromSnapshot(fetched, warn);
    fetched?.snapshot.close();
    return await readAll(store, space, version, warn);
  };

  const catchUp = async (version: number): Promise<Known> => {
    known ??= await begin(0, version);
    while (known.version < version) {
      const { changes, gap } = await changesBetween(store, known.version, version);
      await apply(store, known, changes);
      const now = performance.now();
      if (changes.length > 0) known.again.push(...lagMs.map((ms) => ({ at: now + ms, changes })));
      known.version = gap === undefined ? version : gap - 1;
      gapSince = gap === undefined ? undefined : (gapSince ?? now);
      if (gap === undefined || now - gapSince! < Math.max(0, ...lagMs)) break;
      gapSince = undefined;
      const before = known;
      known = await begin(gap, version);
      retire(before.snapshot);
    }
    return known;
  };

  /** Begins anew with a newer snapshot, if there is one. */
  const renew = async (from: Known): Promise<void> => {
    lookedAt = performance.now();
    try {
      const found = await readManifest(galleries, space);
      if (!found || parseManifest(found.text, space).version <= from.madeAt) return;
      const fetched = await fetchSnapshot(galleries, space);
      if (!fetched) return;
      known = fromSnapshot(fetched, warn);
      retire(from.snapshot);
    } catch (error) {
      if (!(error instanceof SnapshotError)) throw error;
      warn(error.message, { space });
    }
  };

  return async (collection) => {
    // The version before the people: a change between the two is then read twice and never missed.
    const version = await galleryVersion(store);
    const now = performance.now();
    if (known && countChanges(known) >= many && now - lookedAt >= lookEveryMs) await renew(known);
    const current = await catchUp(version);
    const due = current.again.filter(({ at }) => at <= now);
    await apply(
      store,
      current,
      due.flatMap(({ changes }) => changes),
    );
    current.again = current.again.filter(({ at }) => at > now);
    return galleryOf(current, collection);
  };
}

async function fetchOrWarn(galleries: Galleries, space: string, warn: Warn): Promise<Fetched | undefined> {
  try {
    return await fetchSnapshot(galleries, space);
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    warn(error.message, { space });
    return undefined;
  }
}

function fromSnapshot({ manifest, snapshot }: Fetched, warn: Warn): Known {
  const { version, contents, elsewhere } = manifest;
  const { space, count } = contents;
  tellWhoIsElsewhere({ described: count, elsewhere: new Map(Object.entries(elsewhere)) }, space, warn);
  return { ...nothingSince(space), snapshot, version, madeAt: version };
}

/** Everybody, in memory; as if nobody were in the snapshot and all had come since. */
async function readAll(store: Store, space: string, version: number, warn: Warn): Promise<Known> {
  const known: Known = { ...nothingSince(space), snapshot: emptySnapshot(space), version, madeAt: -1 };
  const reach = await readGallery(store, space, (photo) => set(known, photo));
  tellWhoIsElsewhere(reach, space, warn);
  if (reach.described > 0)
    warn(
      `There is no snapshot of the gallery of version ${version}: all ${reach.described} enrolled photos were read from ` +
        'the table, and are in memory. Run `npx face-inbox gallery rebuild`; the function that does so by the clock may fail.',
      { space, version, photos: reach.described },
    );
  return known;
}

const nothingSince = (space: string): Omit<Known, 'snapshot' | 'version' | 'madeAt'> => ({
  space,
  changes: new Map(),
  galleries: new Map(),
  again: [],
});
