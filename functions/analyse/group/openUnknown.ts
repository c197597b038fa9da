import { collectionOf, whoToEnrol } from '../../../config/keys.ts';
import type { Settings } from '../../../config/settings.ts';
import type { Finder } from '../../../faces/Finder.ts';
import type { Gallery } from '../../../faces/match/Gallery.ts';
import type { ImageItem } from '../../../store/ImageItem.ts';
import type { Store } from '../../../store/openStore.ts';
import { keptIn } from '../../../store/unknown/keptFaces.ts';
import type { Keeping } from '../unknownToKeep.ts';
import { findEnrolled, findKnown } from './findKnown.ts';
import { openGrouping } from './openGrouping.ts';

const DAY_SECONDS = 24 * 3600;

/** What the way of a photo has to do with unknown faces (`KEEP_UNKNOWN`). */
export interface Unknown {
  isOn: boolean;
  /** How those of a photo of that collection are kept; undefined where none are. */
  keeping(collection: string): Keeping | undefined;
  /**
   * What follows from a change that is recorded: kept faces are grouped, and who was enrolled or removed is looked for in those of the
   * past. To be done before the change's message is done with, and again where it comes back.
   */
  follow(key: string, item: ImageItem | undefined): Promise<void>;
}

export function openUnknown(
  settings: Settings,
  store: Store,
  { space, match }: Finder,
  galleryNow: (collection: string) => Promise<Gallery>,
): Unknown {
  const { keepUnknownDays: days, nameOnce: once } = settings;
  const look = { store, space, match, galleryNow, once };
  const group = openGrouping(store, space, match, (image) => findKnown(look, image));
  return {
    isOn: days !== undefined,
    keeping(collection) {
      if (days === undefined) return undefined;
      return { of: { space, collection }, until: Math.floor(Date.now() / 1000) + days * DAY_SECONDS };
    },
    async follow(key, item) {
      if (keptIn(item).length > 0) await group(key);
      const person = whoToEnrol(key, settings);
      if (days !== undefined && person !== undefined)
        await findEnrolled(look, key, collectionOf(key, settings), person);
    },
  };
}
