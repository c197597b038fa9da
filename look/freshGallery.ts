import { partsOf } from '../config/keys.ts';
import type { Gallery } from '../faces/match/Gallery.ts';
import { MemoryGallery } from '../faces/match/MemoryGallery.ts';
import type { Store } from '../store/openStore.ts';
import { galleryVersion } from '../store/people.ts';
import { type Reach, readGallery } from '../store/spaces.ts';

/** Tells of something that is not right and stops nothing: a sentence, and the values in it. */
export type Warn = (message: string, values: Record<string, unknown>) => void;

/**
 * A replica of the people may come later than that of their version: "within a second" usually (DynamoDB guide, "Global
 * tables"), so everybody is read again so long after a new version was seen.
 */
export const REPLICAS_LAG_MS: readonly number[] = [2_000, 30_000];

interface Known {
  version: number;
  /** By collection: those in which somebody is enrolled. */
  galleries: Map<string, MemoryGallery>;
  /** When to read again all the same, by performance.now(). */
  again: number[];
}

/**
 * Gives the gallery of a collection as of now: its version is looked at each time, and everybody is read again only when somebody,
 * here or in another process, was enrolled or removed. Enrolled photos that have no descriptor of the space are
 * warned of, once a version: who is known by them alone is unknown here.
 * @param lagMs how long after a new version everybody is read again, as it may have come before the people
 */
export function freshGallery(
  store: Store,
  space: string,
  warn: Warn,
  lagMs: readonly number[] = [],
): (collection: string) => Promise<Gallery> {
  let known: Known | undefined;
  return async (collection) => {
    // The version before the people: a change between the two is then read twice and never missed.
    const version = await galleryVersion(store);
    const now = performance.now();
    const isNew = known?.version !== version;
    if (!known || isNew || known.again.some((time) => time <= now)) {
      const galleries = new Map<string, MemoryGallery>();
      const reach = await readGallery(store, space, (photo) => galleryFor(galleries, photo).add(photo));
      if (isNew) tellWhoIsElsewhere(reach, space, warn);
      const again = isNew ? lagMs.map((ms) => now + ms) : known!.again.filter((time) => time > now);
      known = { version, galleries, again };
    }
    return known.galleries.get(collection) ?? new MemoryGallery(space);
  };
}

function galleryFor(
  galleries: Map<string, MemoryGallery>,
  { person, space }: { person: string; space: string },
): MemoryGallery {
  const { collection } = partsOf(person);
  const there = galleries.get(collection);
  if (there) return there;
  const gallery = new MemoryGallery(space);
  galleries.set(collection, gallery);
  return gallery;
}

function tellWhoIsElsewhere({ described, elsewhere }: Reach, space: string, warn: Warn): void {
  if (elsewhere.size === 0) return;
  const missing = [...elsewhere.values()].reduce((sum, count) => sum + count, 0);
  const enrolled = described + missing;
  const spaces = [...elsewhere.keys()].sort();
  warn(
    `${missing} of ${enrolled} enrolled photos cannot be matched: they are described in the space ` +
      `${spaces.join(', ')}, and this function's engine describes faces in ${space}. ` +
      'Run `npx face-inbox reenrol` with the settings of this function.',
    { missing, enrolled, space, spaces },
  );
}
