import { expiryOf } from '../config/retention.ts';
import type { Settings } from '../config/settings.ts';
import type { ImageItem } from '../store/ImageItem.ts';

/** The item with the time at which it goes by itself, where photos have one. A tombstone has its own. */
export function expiring(item: ImageItem, settings: Settings): ImageItem {
  if (item.status === 'enrolled' || item.status === 'removed') return item;
  const { image, modified, analysedAt } = item;
  const lookedAt = new Date(analysedAt);
  const times = { modified: modified === undefined ? lookedAt : new Date(modified), lookedAt };
  const expiresAt = expiryOf(image, times, settings);
  if (expiresAt === undefined) return item;
  if (item.status !== 'analysed' || item.kind || item.keptUntil === undefined) return { ...item, expiresAt };
  return { ...item, expiresAt, keptUntil: Math.min(item.keptUntil, expiresAt) };
}
