import type { Quality } from '../../faces/quality.ts';

/** A place in the upright frame, in shares of its width and height. */
export interface Shares {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What was found in one chunk of a film. */
export interface ChunkLook {
  /** In order of `from`. */
  tracks: ChunkTrack[];
  /** Frames that faces were looked for in, of those decoded. */
  looked: number;
  decoded: number;
}

/**
 * One face on the screen without a break, as far as one chunk shows it. Times are seconds of the film. It is followed also
 * where it is too faint to count, as long as that goes: so a face that is seen badly for a moment stays one track.
 */
export interface ChunkTrack {
  /** When it is first and last seen well enough to count. */
  from: number;
  to: number;
  /** Whether its best score tells that it is a face; where not, the chunk before or after may. */
  sure: boolean;
  /** How often it was seen. */
  samples: number;
  first: Border;
  last: Border;
  best: Best;
  /** Time, left, top, width and height, one after the other: between two of those times the box is on the straight line. From `from` to `to`. */
  path: number[];
}

/** Where a track begins or ends, however faint. */
export interface Border {
  time: number;
  box: Shares;
  /** Present where the track may go on in the chunk before or after. */
  edge?: Edge;
}

export interface Edge {
  /** What the chunk's first or last frame looks like (frameView.ts). */
  view: Uint8Array;
  /** Whether a cut lies between the face and that frame. */
  cut: boolean;
  /** Seconds for which the face may be unseen and the track still be the same. */
  patience: number;
}

/** The frame that shows a track's face best. */
export interface Best {
  time: number;
  box: Shares;
  score: number;
  /** Its size is in pixels of the film. */
  quality: Quality;
  /** Eyes, nose tip and corners of the mouth. */
  landmarks: { x: number; y: number }[];
  /** Whether its landmarks can be a face's. */
  plausible: boolean;
  /** To be compared with others of the same face: the larger it is, the nearer a descriptor is to the person's (docs/video.md). */
  worth: number;
  /** The mean of the best few; absent where no pixel of the face is in the picture. */
  descriptor?: Float32Array;
}
