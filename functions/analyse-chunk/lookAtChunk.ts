import type { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../config/settings.ts';
import type { Finder } from '../../faces/Finder.ts';
import type { ChunkRow } from '../../store/chunks/ChunkRow.ts';
import type { ChunkMessage } from '../../store/chunks/chunkMessage.ts';
import type { Analysing, Missing } from '../../store/ImageItem.ts';
import { openObject } from '../../store/openObject.ts';
import { analyseChunk, decodeOptions } from '../../video/analyse/analyseChunk.ts';
import type { ChunkLook } from '../../video/analyse/ChunkTrack.ts';
import { packTracks } from '../../video/analyse/packTracks.ts';
import type { Span } from '../../video/decode/spansOf.ts';
import { VideoError } from '../../video/VideoError.ts';
import type { VideoDecoder } from '../../video/worker/openVideoDecoder.ts';

interface Looking {
  settings: Settings;
  s3: S3Client;
  bucket: string;
  finder: Finder;
  decoder: VideoDecoder;
  /** Whether another frame is to be begun. */
  hasTime(): boolean;
  /** Whether there is no other try: what was looked at is told then, and the rest is missing. */
  isLast: boolean;
}

/** A part was not looked at to its end. */
class PartTooSlowError extends Error {
  override name = 'PartTooSlowError';
}

/** Of a damaged film a span for each frame can be missing. */
const MOST_SPANS = 50;

/**
 * Decodes a part of a video and finds the faces in it. What is wrong with the part itself makes it missing, and no other one.
 * @throws ReplacedError; DecoderError and what S3 is refused with, where another try can succeed
 */
export async function lookAtChunk(
  { settings, s3, bucket, finder, decoder, hasTime, isLast }: Looking,
  chunk: ChunkMessage,
  item: Analysing,
): Promise<ChunkRow> {
  const started = performance.now();
  const part = partOf(chunk, item);
  const source = openObject(s3, { bucket, key: item.image, ...item });
  let spans: Span[] = [];
  let look: ChunkLook = { tracks: [], looked: 0, decoded: 0 };
  const missing: Missing[] = [];
  const all = decoder.decodeChunk(source, chunk, decodeOptions(settings, item), (found) => {
    spans = found;
  });
  const frames = inTime(all, hasTime, (from) => {
    const message =
      `The time of the function was over at ${rounded(from)} s of this part, which is from ${part.from} to ${part.to} s. ` +
      'Raise FUNCTION_TIMEOUT, or look at fewer frames (VIDEO_FRAMES).';
    if (!isLast) throw new PartTooSlowError(message);
    missing.push({ from, to: part.to, reason: 'too-slow', message });
  });
  try {
    look = await analyseChunk(frames, item, finder, { frames: settings.videoFrames, settings });
    missing.push(...few(spans).map(({ from, to }) => ({ from, to, reason: 'damaged' })));
  } catch (error) {
    if (!(error instanceof VideoError)) throw error;
    const { reason, message } = error;
    missing.push({ from: part.from, to: part.to, reason, message });
  }
  return {
    ...part,
    tracks: packTracks(look.tracks),
    missing: missing.map((one) => ({ ...one, from: rounded(one.from), to: rounded(one.to) })),
    ...{ looked: look.looked, decoded: look.decoded },
    ms: Math.round(performance.now() - started),
  };
}

/** The frames up to where the time is over. */
async function* inTime<F extends { time: number }>(
  frames: AsyncIterable<F>,
  hasTime: () => boolean,
  onOver: (from: number) => void,
): AsyncGenerator<F> {
  for await (const frame of frames) {
    if (!hasTime()) return onOver(frame.time);
    yield frame;
  }
}

/** Which part of which video it is. */
export function partOf({ plan, image, number, from, to }: ChunkMessage, { duration }: Analysing) {
  return { plan, image, number, from, to: to ?? duration };
}

/** The last of them take in all that follow where there are too many. */
function few(spans: Span[]): Span[] {
  if (spans.length <= MOST_SPANS) return spans;
  const rest = spans.slice(MOST_SPANS - 1);
  return [...spans.slice(0, MOST_SPANS - 1), { from: rest[0]!.from, to: rest.at(-1)!.to }];
}

const rounded = (seconds: number) => Math.round(seconds * 1000) / 1000;
