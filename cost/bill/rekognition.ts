import type { Tier } from '../Prices.ts';

/** USD for so many images in one month, each tier at its own price. */
export function tiered(images: number, tiers: Tier[]): number {
  let from = 0;
  let usd = 0;
  for (const { upTo, each } of tiers) {
    const end = upTo ?? Number.POSITIVE_INFINITY;
    usd += Math.max(0, Math.min(images, end) - from) * each;
    from = end;
  }
  return usd;
}

/**
 * Images that Amazon Rekognition counts for the same job: IndexFaces of the photo finds and describes its faces, and
 * SearchFaces tells who one of them is. Each call is an image; a photo without faces has nothing to search for.
 */
export function imagesFor(photos: number, faces: number): number {
  return photos * (1 + faces);
}
