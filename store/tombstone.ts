import type { Tombstone } from './ImageItem.ts';

/**
 * A tombstone outlives every message about its photo: SQS keeps one 14 days, and the dead letters as long again. One that is
 * sent back later still brings no photo back either: a drop is recorded only while its object is there.
 */
const TOMBSTONE_SECONDS = 30 * 24 * 3600;

/** What is left of a photo that is gone from the bucket. */
export function tombstone(image: string, sequencer: string): Tombstone {
  return {
    image,
    sequencer,
    status: 'removed',
    expiresAt: Math.floor(Date.now() / 1000) + TOMBSTONE_SECONDS,
  };
}
