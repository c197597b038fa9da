import type { Gallery } from '../../../faces/match/Gallery.ts';
import { followGallery } from '../../../galleries/followGallery.ts';
import { freshGallery } from '../../../galleries/freshGallery.ts';
import { rebuildSnapshots } from '../../../galleries/rebuildSnapshots.ts';
import type { Place } from './openWorld.ts';

/** A way in which enrolled people are searched. */
export interface Backend {
  name: string;
  /** @returns what a function holds: it gives the gallery of a collection as of now */
  openGallery(place: Place, space: string): Promise<(collection: string) => Promise<Gallery>>;
}

const unwarned = () => {};

const follow = ({ store, galleries }: Place, space: string) =>
  followGallery(store, galleries, space, unwarned);

/** Every one that `GALLERY` can choose, and of the index each state that it can be in. */
export const BACKENDS: Backend[] = [
  {
    name: 'memory',
    openGallery: async ({ store }, space) => freshGallery(store, space, unwarned),
  },
  {
    name: 'index, of cells',
    async openGallery(place, space) {
      await rebuildSnapshots(place.store, place.galleries, { cellsFrom: 1 });
      return follow(place, space);
    },
  },
  {
    name: 'index, of a collection that needs no cells',
    async openGallery(place, space) {
      await rebuildSnapshots(place.store, place.galleries);
      return follow(place, space);
    },
  },
  { name: 'index, without a snapshot', openGallery: async (place, space) => follow(place, space) },
];
