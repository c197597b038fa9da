import type { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../config/settings.ts';
import type { Gallery } from '../../faces/match/Gallery.ts';
import { followGallery } from '../../galleries/followGallery.ts';
import type { Warn } from '../../galleries/tellWhoIsElsewhere.ts';
import type { Store } from '../../store/openStore.ts';
import { REPLICAS_LAG_MS } from '../../store/replicas.ts';
import { freshGallery } from './freshGallery.ts';

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
      return freshGallery(store, space, warn, lagMs);
    case 'index':
      return followGallery(store, { s3, bucket: settings.galleriesBucket }, space, warn, { lagMs });
    case 'dynamodb':
      throw new Error('GALLERY is dynamodb, which is not built in yet. Set it to memory or index.');
  }
}
