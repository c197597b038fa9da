import type { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../config/settings.ts';
import { aliased } from '../faces/match/aliased.ts';
import type { Gallery } from '../faces/match/Gallery.ts';
import { oneAtATime } from '../faces/oneAtATime.ts';
import { type Aliases, called, readAliases } from '../store/aliases.ts';
import type { Store } from '../store/openStore.ts';
import { REPLICAS_LAG_MS } from '../store/replicas.ts';
import { followGallery } from './followGallery.ts';
import { freshGallery } from './freshGallery.ts';
import type { Warn } from './tellWhoIsElsewhere.ts';
import { vectorGalleries } from './vectorGalleries.ts';

interface Opening {
  store: Store;
  s3: S3Client;
  space: string;
  warn: Warn;
  /** Whether people are enrolled in this region. */
  isHome: boolean;
}

/** Gives the gallery of a collection as of now, as `GALLERY` says. */
export function openGalleries(
  settings: Settings,
  { store, s3, space, warn, isHome }: Opening,
): (collection: string) => Promise<Gallery> {
  const lagMs = isHome ? [] : REPLICAS_LAG_MS;
  switch (settings.galleryKind) {
    case 'memory':
      return inTurn(freshGallery(store, space, warn, lagMs));
    case 'index': {
      const bucket = settings.galleriesBucket;
      const galleries = inTurn(followGallery(store, { s3, bucket }, space, warn, { lagMs }));
      return async (collection) => asCalled(store, await galleries(collection));
    }
    case 'dynamodb': {
      const galleries = vectorGalleries(store, space, warn);
      return async (collection) => asCalled(store, await galleries(collection));
    }
  }
}

/** Of several who ask at once, the first reads what has changed, and the others find it read. */
function inTurn(
  galleries: (collection: string) => Promise<Gallery>,
): (collection: string) => Promise<Gallery> {
  const next = oneAtATime();
  return (collection) => next(() => galleries(collection));
}

/**
 * The gallery with the names that people who are being renamed have by now. Photos that are copied to a new name while it is searched
 * can be among those found: so the aliases have to be the same before and after.
 */
function asCalled(store: Store, gallery: Gallery): Gallery {
  return {
    space: gallery.space,
    size: gallery.size,
    async nearest(faces, most) {
      if (faces.length === 0) return [];
      for (let names = await readAliases(store); ; ) {
        const lists = await aliased(gallery, names.size, (one) => called(one, names)).nearest(faces, most);
        const now = await readAliases(store);
        if (isSame(names, now)) return lists;
        names = now;
      }
    },
  };
}

const isSame = (a: Aliases, b: Aliases) =>
  a.size === b.size && [...a].every(([from, to]) => b.get(from) === to);
