import type { Rect } from '../../Picture.ts';
import type { Limits } from '../decode.ts';
import type { Photo } from '../Photo.ts';
import type { Reason } from '../PhotoError.ts';
import type { WantedPicture } from '../reducePicture.ts';

/**
 * What the two processes say to each other: lines of JSON, one request at a time, each answered but `letGo`. Files and
 * pixels go by way of the exchange, a file that both have open: it costs a copy into the page cache and one out of it, a
 * quarter of what a pipe takes for 8 MB, and a sixth of Node's own messages (docs/performance.md).
 */
export type Request =
  | { what: 'decode'; bytes: number; limits: Limits }
  /** Whole pixels of the photo that was decoded last. */
  | { what: 'region'; rect: Rect }
  | { what: 'letGo' }
  /** A picture of a photo, or of pixels of that size. */
  | { what: 'picture'; bytes: number; pixels?: Size; wanted: WantedPicture };

export interface Size {
  width: number;
  height: number;
}

export interface Decoded extends Pick<Photo, 'format' | 'width' | 'height'> {
  /** ISO 8601. */
  takenAt?: string;
  picture: Size;
  /** Where the picture's first pixel lies in the photo in full: all that `inFull` does. */
  pixel: Rect;
}

export type Answer =
  | { decoded: Decoded }
  | { region: Size }
  /** Encoded, so many bytes. */
  | { picture: Size & { bytes: number } }
  | { refused: { reason: Reason; message: string } }
  | { failed: string };
