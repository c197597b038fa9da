import type { Settings } from '../../config/settings.ts';

/** S3 User Guide, "Uploading objects": 5 GiB in one upload. */
const MOST_AT_ONCE = 5 * 1024 ** 3;

/**
 * How many bytes a form is for. Whether the file is a photo or a film nobody can say before it is there, so who asks for more than a
 * photo may have gets it: a photo of that size is refused when it is looked at.
 */
export function mostBytes(
  wanted: number | undefined,
  { maxBytes, maxVideoBytes }: Pick<Settings, 'maxBytes' | 'maxVideoBytes'>,
): number {
  if (wanted === undefined) return maxBytes;
  return Math.min(wanted, Math.max(maxBytes, Math.min(maxVideoBytes, MOST_AT_ONCE)));
}
