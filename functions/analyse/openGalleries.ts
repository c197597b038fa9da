import { SettingError } from '../../config/SettingError.ts';
import type { Settings } from '../../config/settings.ts';
import type { Gallery } from '../../faces/match/Gallery.ts';
import type { Store } from '../../store/openStore.ts';
import { freshGallery, type Warn } from './freshGallery.ts';
import { vectorGalleries } from './vectorGalleries.ts';

/**
 * Gives the gallery of a collection as of now, searched as GALLERY says.
 * @param lagMs how long after a new version everybody is read again, where they are kept in memory
 */
export function openGalleries(
  { galleryKind }: Settings,
  store: Store,
  space: string,
  warn: Warn,
  lagMs: readonly number[],
): (collection: string) => Promise<Gallery> {
  switch (galleryKind) {
    case 'memory':
      return freshGallery(store, space, warn, lagMs);
    case 'dynamodb':
      return vectorGalleries(store, space, warn);
    case 'index':
      throw new SettingError('GALLERY is "index", which is not built in yet. Set it to memory or dynamodb.');
  }
}
