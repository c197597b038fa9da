import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openWriter, type SnapshotWriter } from '../faces/match/snapshot/writeSnapshot.ts';
import { galleryVersion } from '../store/galleryLog.ts';
import type { Store } from '../store/openStore.ts';
import { readAllSpaces } from '../store/spaces.ts';
import { deleteLeftovers } from './deleteLeftovers.ts';
import type { Galleries } from './fetchSnapshot.ts';
import type { Manifest } from './Manifest.ts';
import { publishSnapshot } from './publishSnapshot.ts';

export interface Rebuild {
  /** Before the people are read, so long after their version: where they come from another region, and later than that. */
  lagMs?: number;
  /** See CELLS_FROM. */
  cellsFrom?: number;
  /** Told how many enrolled photos were read. */
  onRead?: (photos: number) => void;
}

/**
 * Makes a snapshot of each space that people are enrolled in, from the table alone, and deletes those of others. Whatever is
 * enrolled or removed meanwhile is in it or comes after its version.
 * @returns what stands then, one a space
 */
export async function rebuildSnapshots(
  store: Store,
  galleries: Galleries,
  { lagMs = 0, cellsFrom, onRead = () => {} }: Rebuild = {},
): Promise<Manifest[]> {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-rebuild-'));
  try {
    // The version before the people: a change between the two is then applied twice, and never missed.
    const version = await galleryVersion(store);
    if (lagMs > 0) await setTimeout(lagMs);
    const writers = new Map<string, { folder: string; writer: SnapshotWriter }>();
    let photos = 0;
    const elsewhere = await readAllSpaces(store, (photo) => {
      const its = writers.get(photo.space) ?? open(join(folder, `${writers.size}`), photo.space, cellsFrom);
      writers.set(photo.space, its);
      its.writer.add(photo);
      onRead(++photos);
    });
    const standing: Manifest[] = [];
    for (const [space, its] of writers) {
      const contents = its.writer.finish();
      const made = { version, made: new Date().toISOString(), contents, elsewhere: elsewhere(space) };
      standing.push(await publishSnapshot(galleries, its.folder, made));
      await rm(its.folder, { recursive: true });
    }
    await deleteLeftovers(galleries, standing, version);
    return standing;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function open(folder: string, space: string, cellsFrom?: number) {
  mkdirSync(folder);
  return { folder, writer: openWriter(folder, space, cellsFrom) };
}
