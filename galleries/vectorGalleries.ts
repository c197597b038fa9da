import type { Gallery } from '../faces/match/Gallery.ts';
import type { Store } from '../store/openStore.ts';
import { gallerySize } from '../store/vectors/gallerySize.ts';
import { galleryOf } from '../store/vectors/indexed.ts';
import { someOutside } from '../store/vectors/someOutside.ts';
import type { Warn } from './tellWhoIsElsewhere.ts';
import { vectorGallery } from './vectorGallery.ts';

/**
 * Gives the gallery of a collection as DynamoDB's vector index has it. Nothing is kept: its size is looked at each time. Where
 * the index has nobody of the space, and yet somebody is enrolled, it is warned of once: they are all unknown.
 */
export function vectorGalleries(
  store: Store,
  space: string,
  warn: Warn,
): (collection: string) => Promise<Gallery> {
  const looked = new Set<string>();
  return async (collection) => {
    const gallery = galleryOf(collection, space);
    const size = await gallerySize(store, gallery);
    if (size > 0) looked.delete(collection);
    else if (!looked.has(collection)) {
      looked.add(collection);
      const outside = await someOutside(store, collection, gallery);
      if (outside) tellWhoIsOutside(outside, space, warn);
    }
    return vectorGallery(store, collection, space, size);
  };
}

function tellWhoIsOutside(
  { spaces, missing }: NonNullable<Awaited<ReturnType<typeof someOutside>>>,
  space: string,
  warn: Warn,
): void {
  warn(
    missing
      ? "Enrolled photos cannot be matched: they are not in DynamoDB's vector index. Run " +
          '`npx face-inbox gallery fill` with the settings of this function.'
      : `Enrolled photos cannot be matched: the vector index has them in the space ${spaces.join(', ')}, and this ` +
          `function's engine describes faces in ${space}. Run \`npx face-inbox reenrol --forget-old\` with the settings ` +
          'of this function.',
    { space, spaces },
  );
}
