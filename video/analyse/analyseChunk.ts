import type { Settings } from '../../config/settings.ts';
import type { Detection } from '../../faces/detect/Detection.ts';
import { DETECTOR_SIZE } from '../../faces/engine/Engine.ts';
import type { Finder } from '../../faces/Finder.ts';
import type { ChunkOptions, VideoFrame } from '../decodeChunk.ts';
import type { Film } from '../Film.ts';
import { lookCloser } from '../lookCloser.ts';
import type { Best, ChunkLook, ChunkTrack, Shares } from './ChunkTrack.ts';
import { frameView } from './frameView.ts';
import { joinPieces } from './joinPieces.ts';
import { lookAtFrame } from './lookAtFrame.ts';
import { openTracker, type Piece } from './openTracker.ts';
import { isBetter, portray } from './portray.ts';

/** Frames a second that `auto` looks at in any case. */
const SAMPLED = 5;
/** Seconds for which a face may be unseen, between frames that were all looked at, and still be the same. */
const PATIENCE = 0.4;
/** A film's frames are large enough to cut faces out of at so many pixels, and so many a second are enough. */
const LARGE = { within: { width: 1920, height: 1920 }, rate: 5 };

export interface Analysing {
  frames: Settings['videoFrames'];
  settings: Settings;
}

/** Which frames are wanted of the decoder, and how large. */
export function decodeOptions(
  settings: Settings,
  { width, height }: Pick<Film, 'width' | 'height'>,
): ChunkOptions {
  const { videoFrames } = settings;
  const small = Math.max(width, height) <= DETECTOR_SIZE;
  return {
    frames: videoFrames === 'auto' ? 'every' : videoFrames,
    within: { width: DETECTOR_SIZE, height: DETECTOR_SIZE },
    ...(!small && { large: LARGE }),
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
  const patience = typeof which === 'number' ? Math.max(PATIENCE, 1.5 / which) : PATIENCE;
  const tracker = openTracker(patience);
  let [looked, decoded] = [0, 0];
  let [begin, end] = [Number.NaN, Number.NaN];
  const counted = async function* () {
    for await (const frame of frames) {
      decoded++;
      yield frame;
    }
  };
  const see = async (frame: VideoFrame, found: Detection[]) => {
    looked++;
    if (Number.isNaN(begin)) begin = frame.time;
    end = frame.time;
    const faces = found.map((one) => ({ found: one, box: sharesOf(one, frame) }));
    const pieces = tracker.add(frame.time, frameView(frame.picture), faces);
    for (const [at, piece] of pieces.entries()) {
      if (piece.best && !frame.large) continue;
      const portrait = await portray(frame, found[at]!, size, finder);
      if (portrait && (!piece.best || isBetter(portrait, piece.best))) piece.best = portrait;
    }
  };
  const look = (frame: VideoFrame) => lookAtFrame(frame.picture, finder, finder.looks.minScore);
  if (which === 'auto') {
    const seen = lookCloser(counted(), look, { rate: SAMPLED, limit: finder.match.limit });
    for await (const { frame, faces } of seen) await see(frame, faces as Detection[]);
  } else for await (const frame of counted()) await see(frame, await look(frame));
  const tracks = joinPieces(await described(tracker.pieces, finder), finder.match.limit);
  return { tracks: tracks.map((track) => withEdges(track, begin, end, patience)), looked, decoded };
}

function sharesOf({ box }: Detection, { picture }: VideoFrame): Shares {
  return {
    left: box.x / picture.width,
    top: box.y / picture.height,
    width: box.width / picture.width,
    height: box.height / picture.height,
  };
}

type Described = Piece & { best: Best };

/** Pieces without a face in the picture are none. */
async function described(pieces: Piece[], { engine }: Finder): Promise<Described[]> {
  const kept = pieces.filter(({ best }) => best !== undefined);
  const chips = kept.flatMap(({ best }) => best!.chip ?? []);
  const descriptors = await engine.describe(chips);
  for (const { best } of kept) if (best!.chip) (best as Best).descriptor = descriptors.shift()!;
  return kept as Described[];
}

/** Only where a chunk begins or ends its tracks may go on. */
function withEdges(
  track: ReturnType<typeof joinPieces>[number],
  begin: number,
  end: number,
  patience: number,
): ChunkTrack {
  const { from, to, samples, first, last, path } = track;
  const { time, box, score, quality, landmarks, plausible, descriptor } = track.best;
  const edge = ({ view, box }: Piece['first'], near: boolean) => ({
    box,
    ...(near && { edge: { view, patience } }),
  });
  return {
    from,
    to,
    samples,
    first: edge(first, from - begin <= patience),
    last: edge(last, end - to <= patience),
    best: { time, box, score, quality, landmarks, plausible, ...(descriptor && { descriptor }) },
    path,
  };
}
