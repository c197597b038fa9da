import { Gallery } from '../../faces/match/Gallery.ts';
import type { Store } from '../../store/openStore.ts';
import { galleryVersion, readGallery } from '../../store/people.ts';

/**
 * Gives the gallery as of now: its version is looked at each time, and everybody is read again only when somebody,
 * here or in another process, was enrolled or removed.
 */
export function freshGallery(store: Store, space: string): () => Promise<Gallery> {
  let known: { version: number; gallery: Gallery } | undefined;
  return async () => {
    // The version before the people: a change between the two is then read twice and never missed.
    const version = await galleryVersion(store);
    if (known?.version !== version)
      known = { version, gallery: new Gallery(space, await readGallery(store, space)) };
    return known.gallery;
  };
}
