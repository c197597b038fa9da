import type { Picture } from '../faces/Picture.ts';
import { onScreen } from './decode/onScreen.ts';
import type { OpenCodec } from './decode/openCodec.ts';
import { openCodec } from './decode/openCodec.ts';
import { openScaler, type Scaler, type Size } from './decode/openScaler.ts';
import { packetsOf } from './decode/packetsOf.ts';
import { readPackets } from './decode/readPackets.ts';
import { type Span, spansOf } from './decode/spansOf.ts';
import { type OpenFilm, openFilm } from './demux/openFilm.ts';
import type { Chunk } from './planChunks.ts';
import { PROBE_LIMITS } from './probe.ts';
import { VideoError } from './VideoError.ts';
import type { VideoSource } from './VideoSource.ts';

export interface ChunkOptions {
  /** All of them, or so many a second: those that are on the screen at each whole multiple of 1/rate from 0 on. */
  frames: 'every' | number;
  /** Pixels that the upright pictures may have across and down; frames are reduced to that, never enlarged. */
  within: Size;
  /** Beside them so many frames a second at another size too: those that are first at or after each multiple of 1/rate. */
  large?: { within: Size; rate: number };
  /** Of a frame as it is stored. */
  maxPixels?: number;
  /** That a chunk may have. */
  maxFrames?: number;
}

/** A frame of a video, upright. */
export interface VideoFrame {
  /** When it is shown, in seconds: exactly as the container says. */
  time: number;
  picture: Picture;
  /** The same at the other size, where the frame was wanted so. */
  large?: Picture;
}

/** Ten seconds of a film of 240 frames a second, four times over. */
const MAX_FRAMES = 10_000;

/** What a chunk was asked for and has not, in seconds: told once all frames were given. */
export type OnMissing = (missing: Span[]) => void;

/**
 * Decodes the frames of a chunk, in the order in which they are shown. Of the source only the index is read, and the bytes
 * from the chunk's first key frame up to its last frame (and up to 2 MiB more, in ranges of that).
 *
 * What is damaged or cut short costs its own frames and those that are made from it: they are left out, and told as missing.
 * @throws VideoError as `openFilm` does; also `damaged` where the codec does not start, `too-many-frames`. What the source
 * throws.
 */
export async function* decodeChunk(
  source: VideoSource,
  chunk: Omit<Chunk, 'number'>,
  options: ChunkOptions,
  onMissing: OnMissing = () => {},
): AsyncGenerator<VideoFrame> {
  const film = await openFilm(source);
  let codec: OpenCodec | undefined;
  const scalers: Scaler[] = [];
  try {
    const { track } = film;
    const config = await track.getDecoderConfig().catch(film.damaged);
    codec = open(film, bytesOf(config?.description), options.maxPixels ?? PROBE_LIMITS.maxPixels);
    const aspect = await track.getPixelAspectRatio();
    const upright = {
      turn: await track.getRotation(),
      flipped: await track.getFlip(),
      pixelAspect: aspect.num > 0 && aspect.den > 0 ? aspect.num / aspect.den : 1,
    };
    for (const within of [options.within, ...(options.large ? [options.large.within] : [])])
      scalers.push(openScaler({ within, ...upright }));
    yield* framesOf(film, chunk, options, codec, scalers, onMissing);
  } finally {
    for (const scaler of scalers) scaler.close();
    codec?.close();
    film.close();
  }
}

function open(film: OpenFilm, description: Uint8Array | undefined, maxPixels: number): OpenCodec {
  try {
    return openCodec(film.codec, description, maxPixels);
  } catch (error) {
    if ((error as Error).message.startsWith('the decoder of ')) return film.damaged(error);
    throw error;
  }
}

async function* framesOf(
  film: OpenFilm,
  chunk: Omit<Chunk, 'number'>,
  { frames, large, maxFrames = MAX_FRAMES }: ChunkOptions,
  codec: OpenCodec,
  [scaler, larger]: Scaler[],
  onMissing: OnMissing,
): AsyncGenerator<VideoFrame> {
  const { from, to = Number.POSITIVE_INFINITY } = chunk;
  const inside = ({ timestamp }: Timed) => timestamp >= from && timestamp < to;
  const expected = new Map<number, Timed>(); // those that no frame has come of yet, by number
  let lastTime = Number.NEGATIVE_INFINITY;

  function* decoded() {
    for (let got = codec.receive(); got; got = codec.receive()) {
      const packet = expected.get(got.number);
      if (!packet || !got.whole) continue;
      expected.delete(got.number);
      if (!inside(packet) || packet.timestamp <= lastTime) continue;
      lastTime = packet.timestamp;
      got.keep();
      yield { frame: got.frame, time: packet.timestamp, ends: packet.timestamp + packet.duration };
    }
  }
  async function* all() {
    let number = 0;
    let wanted = 0;
    for await (const packet of packetsOf(readPackets(film), chunk)) {
      if (inside(packet) && ++wanted > maxFrames)
        throw new VideoError(
          'too-many-frames',
          `The video has more than ${maxFrames} frames in the ${chunk.to === undefined ? 'part' : `${to - from} seconds`} ` +
            `from ${from} s on; no more are looked at. Drop it at a lower frame rate.`,
        );
      expected.set(number, { timestamp: packet.timestamp, duration: packet.duration });
      if (!packet.isMetadataOnly) codec.send(packet.data, number);
      number++;
      yield* decoded();
    }
    codec.finish();
    yield* decoded();
  }

  let next = Number.NEGATIVE_INFINITY; // when a large one is wanted again
  for await (const { frame, time } of frames === 'every' ? all() : onScreen(all(), frames, to)) {
    const isLarge = large !== undefined && time >= next - CLOSE;
    if (isLarge) next = (Math.floor((time + CLOSE) * large.rate) + 1) / large.rate;
    yield { time, picture: scaler!.picture(frame), ...(isLarge && { large: larger!.picture(frame) }) };
  }
  onMissing(spansOf([...expected.values()].filter(inside)));
}

/** A moment is not missed for the last digit of a time. */
const CLOSE = 1e-6;

type Timed = { timestamp: number; duration: number };

const bytesOf = (description: VideoDecoderConfig['description']): Uint8Array | undefined =>
  description &&
  (ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array(description));
