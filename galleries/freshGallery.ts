import { partsOf } from '../config/keys.ts';
import { aliased } from '../faces/match/aliased.ts';
import type { Gallery } from '../faces/match/Gallery.ts';
import { MemoryGallery } from '../faces/match/MemoryGallery.ts';
import { type Aliases, called, galleryState } from '../store/aliases.ts';
import type { Store } from '../store/openStore.ts';
import { readGallery } from '../store/spaces.ts';
import { tellWhoIsElsewhere, type Warn } from './tellWhoIsElsewhere.ts';

interface Known {
  version: number;
  /** By collection: those in which somebody is enrolled. */
  galleries: Map<string, MemoryGallery>;
  /** People who are being renamed: photos of both names are one person's. */
  aliases: Aliases;
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
    const { version, aliases } = await galleryState(store);
    const now = performance.now();
    const isNew = known?.version !== version;
    if (!known || isNew || known.again.some((time) => time <= now)) {
      const galleries = new Map<string, MemoryGallery>();
      const reach = await readGallery(store, space, (photo) => galleryFor(galleries, photo).add(photo));
      if (isNew) tellWhoIsElsewhere(reach, space, warn);
      const again = isNew ? lagMs.map((ms) => now + ms) : known!.again.filter((time) => time > now);
      // Photos that were copied to a new name while all were read are among them: so must be the alias that makes one of the two.
      const since = (await galleryState(store)).aliases;
      known = { version, galleries, aliases: new Map([...aliases, ...since]), again };
    }
    const gallery = known.galleries.get(collection) ?? new MemoryGallery(space);
    const { aliases: names } = known;
    return aliased(gallery, names.size, (person) => called(person, names));
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
