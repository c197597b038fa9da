import type { ImageItem } from '../store/ImageItem.ts';

/** What became of a change: the item that now stands in the table, who has it now, or why there is nothing to do. */
export type Outcome =
  | { item: ImageItem }
  | { handedOver: 'video' }
  | { skipped: 'stale' | 'replaced' | 'marker' };
