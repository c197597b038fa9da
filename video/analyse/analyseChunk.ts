import type { Settings } from '../../config/settings.ts';
import type { Detection } from '../../faces/detect/Detection.ts';
import { DETECTOR_SIZE } from '../../faces/engine/Engine.ts';
import type { Finder } from '../../faces/Finder.ts';
import type { ChunkOptions, VideoFrame } from '../decodeChunk.ts';
import type { Film } from '../Film.ts';
import { lookCloser } from '../lookCloser.ts';
import type { ChunkLook, Shares } from './ChunkTrack.ts';
import { frameView, isCut } from './frameView.ts';
import { joinPieces } from './joinPieces.ts';
import { openFrameLook } from './openFrameLook.ts';
import { openPortraits } from './openPortraits.ts';
import { openTracker } from './openTracker.ts';
import { sameFaces } from './pairUp.ts';
import { trackOf } from './trackOf.ts';

/** Frames a second that `auto` looks at in any case. */
const SAMPLED = 5;
/** A moment is not missed for the last digit of a time. */
const CLOSE = 1e-6;
/** Seconds for which a face may be unseen, between frames that were looked at, and still be the same. */
const PATIENCE = 0.65;
/** Faces are cut out of frames of so many pixels, so many a second. */
const LARGE = { within: { width: 1920, height: 1920 }, rate: SAMPLED };
/**
 * Shares of DETECT_MIN_SCORE. A face scores less where the detector's sizes hand over to each other, and where it is half
 * outside: what was a face once in a track is followed down to the first, and is on the screen from and until the second
 * (docs/video.md).
 */
const FOLLOWED = 0.4;
const SHOWN = 0.8;

interface Viewed extends VideoFrame {
  view: Uint8Array;
  scene: number;
  /** The first one at or after a multiple of 1/`SAMPLED`. */
  due: boolean;
}

export interface Analysing {
  frames: Settings['videoFrames'];
  settings: Settings;
}

/** Which frames are wanted of the decoder, and how large. */
export function decodeOptions(
  { videoFrames }: Settings,
  { width, height }: Pick<Film, 'width' | 'height'>,
): ChunkOptions {
  return {
    frames: videoFrames === 'auto' ? 'every' : videoFrames,
    within: { width: DETECTOR_SIZE, height: DETECTOR_SIZE },
    ...(Math.max(width, height) > DETECTOR_SIZE && { large: LARGE }),
  };
}

/**
 * The faces of a chunk as tracks, each described where it is seen best.
 * @param frames as `decodeOptions` wants them
 * @param size of the film upright, in pixels
 */
export async function analyseChunk(
  frames: AsyncIterable<VideoFrame>,
  size: { width: number; height: number },
  finder: Finder,
  { frames: which }: Analysing,
): Promise<ChunkLook> {
  const { minScore } = finder.looks;
  const shown = SHOWN * minScore;
  const patience = typeof which === 'number' ? Math.max(PATIENCE, 1.5 / which) : PATIENCE;
  const tracker = openTracker(patience);
  const portraits = openPortraits(size, finder);
  const look = openFrameLook(finder, FOLLOWED * minScore);
  const ends: Viewed[] = [];
  let count = 0;
  let decoded = 0;

  for await (const { frame, seen } of which === 'auto' ? looked() : every()) {
    count++;
    ends[ends.length === 0 ? 0 : 1] = frame;
    const pieces = tracker.add(frame, seen);
    for (const [at, piece] of pieces.entries()) {
      const { found } = seen[at]!;
      if (found.score >= shown) await portraits.keep(piece, frame, found);
    }
  }
  const pieces = joinPieces(await portraits.describe(tracker.pieces), finder.match.limit);
  const within = { begin: ends[0]!, end: ends.at(-1)!, patience };
  const tracks = pieces.flatMap((piece) => trackOf(piece, within, { shown, sure: minScore }) ?? []);
  return { tracks: tracks.sort((a, b) => a.from - b.from), looked: count, decoded };

  async function* viewed() {
    let before = Number.NEGATIVE_INFINITY;
    let last: Uint8Array | undefined;
    let scene = 0;
    for await (const frame of frames) {
      decoded++;
      const step = Math.floor((frame.time + CLOSE) * SAMPLED);
      const view = frameView(frame.picture);
      if (last && isCut(last, view)) scene++;
      yield { ...frame, view, scene, due: step > before };
      before = step;
      last = view;
    }
  }
  async function see(frame: Viewed) {
    const found = await look(frame);
    return found.map((one) => ({ found: one, box: sharesOf(one, frame) }));
  }
  async function* every() {
    for await (const frame of viewed()) yield { frame, seen: await see(frame) };
  }
  function looked() {
    return lookCloser(viewed(), {
      isDue: ({ due }) => due,
      look: see,
      same: (one, other) => sameFaces(one, other, shown),
      isCut: (one, other) => one.scene !== other.scene,
    });
  }
}

function sharesOf({ box }: Detection, { picture: { width, height } }: VideoFrame): Shares {
  return { left: box.x / width, top: box.y / height, width: box.width / width, height: box.height / height };
}
