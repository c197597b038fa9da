import type { FaceItem } from '../store/ImageItem.ts';

/** How much a face of that quality says: one of 150 pixels has all that the recogniser looks at; beyond, and turned aside, it says less. */
export function worth({ size, yaw, pitch }: FaceItem['quality']): number {
  const turned = Math.abs(yaw) + Math.abs(pitch);
  return Math.min(150, size) * Math.max(0, 1 - turned / 90);
}
