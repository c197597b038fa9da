import { join } from 'node:path';
import { openPictureFolder } from '../../api/pictures/openPictureStore.ts';
import { CACHE } from '../../data/layout.ts';
import type { Heard } from '../events/openEventBus.ts';

/** Where the function keeps pictures that it has made, below the data folder. */
export const picturesIn = (dir: string): string => join(dir, CACHE, 'pictures');

/**
 * Forgets the pictures of what an event tells to be another now, or gone. That a picture of it is not put there later is what
 * the function sees to (api/pictures/openPictures.ts).
 */
export function forgetPictures(dir: string, bus: string): (event: Heard) => void {
  const kept = openPictureFolder(picturesIn(dir));
  return ({ bus: of, detailText }) => {
    if (of !== bus) return;
    const { image } = Object(JSON.parse(detailText)) as { image?: unknown };
    if (typeof image === 'string') void kept.remove(image);
  };
}
