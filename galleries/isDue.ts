import { changesBetween, galleryVersion } from '../store/galleryLog.ts';
import type { Store } from '../store/openStore.ts';
import { type Galleries, listManifests } from './fetchSnapshot.ts';

/** A snapshot without so many of the last changes is made anew: functions that start have each to be read. */
const MANY = 1000;
/** And without any change, so soon: who was removed is to be in none for longer, and entries of the log are not kept for ever. */
const LONGEST_MS = 24 * 3600_000;

/** Why snapshots are to be made anew; undefined where those there are will do. */
export async function isDue(
  store: Store,
  galleries: Galleries,
  now = Date.now(),
): Promise<string | undefined> {
  const version = await galleryVersion(store);
  let found = false;
  for await (const manifest of listManifests(galleries)) {
    found = true;
    const missing = version - manifest.version;
    if (missing <= 0) continue;
    if (missing >= MANY) return `${missing} changes are not in the snapshot`;
    if (now - Date.parse(manifest.made) > LONGEST_MS)
      return `changes since ${manifest.made} are not in the snapshot`;
    // Of a change that is not named, such as a new engine, a function could only read everybody.
    if ((await changesBetween(store, manifest.version, version)).gap !== undefined)
      return 'a change concerns everybody';
  }
  return found || version === 0 ? undefined : 'there is no snapshot';
}
