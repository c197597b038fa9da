import {
  type EncodedPacket as AnyPacket,
  type AudioCodec,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  type OutputFormat,
  type Target,
  type VideoCodec,
  WebMOutputFormat,
} from 'mediabunny';
import type { Picture } from '../../faces/Picture.ts';
import type { Codec, Container, Turn } from '../Film.ts';
import { type Encoded, type EncoderOptions, openEncoder } from './openEncoder.ts';

/** A picture, and when it is shown, in seconds. */
export interface Shown {
  time: number;
  picture: Picture;
}

export interface MuxedFilm extends Omit<EncoderOptions, 'width' | 'height'> {
  container: Container;
  /** What a player has to do to show the frames upright, clockwise. */
  turn?: Turn;
  /** When the last frame ends, in seconds; as long after its beginning as the one before it, if not said. */
  ends?: number;
}

/** A track of sound as it is in another film: its packets go over as they are. */
export interface Sound {
  codec: AudioCodec;
  config: AudioDecoderConfig;
  packets: AsyncIterator<AnyPacket, void>;
}

/** As the muxer names them, and what it wants to know of each: a profile and level that are wide enough. */
const CODECS: Record<Codec, [name: VideoCodec, string]> = {
  h264: ['avc', 'avc1.640033'],
  h265: ['hevc', 'hev1.1.6.L186.B0'],
  vp8: ['vp8', 'vp8'],
  vp9: ['vp9', 'vp09.00.62.08'],
  av1: ['av1', 'av01.0.16M.08'],
};

/** Seconds that a frame is shown which is the only one. */
const USUAL = 0.04;

export type FastStart = 'in-memory' | 'fragmented' | false;

/** @param fastStart MP4 and MOV: where the index lies; false is at the end, for which nothing is held in memory */
export function formatOf(container: Container, fastStart: FastStart): OutputFormat {
  switch (container) {
    case 'mp4':
      return new Mp4OutputFormat({ fastStart });
    case 'mov':
      return new MovOutputFormat({ fastStart });
    case 'matroska':
      return new MkvOutputFormat();
    case 'webm':
      return new WebMOutputFormat();
  }
}

/**
 * Encodes pictures of one size, in order of their times, and writes them with the sound beside them, as they come: no more is
 * held than what the encoder and the container want to see ahead.
 * @throws Error where the encoder does not start; what the frames, the sound and the target throw
 */
export async function muxFilm(
  { target, format }: { target: Target; format: OutputFormat },
  frames: AsyncIterable<Shown> | Iterable<Shown>,
  { turn = 0, ends, container: _, ...options }: MuxedFilm,
  sound?: Sound,
): Promise<void> {
  const output = new Output({ format, target });
  const [name, codec] = CODECS[options.codec];
  const track = new EncodedVideoPacketSource(name);
  output.addVideoTrack(track, { rotation: turn });
  const voice = sound && addSound(output, sound);
  const times: number[] = [];
  const packets: Encoded[] = [];
  let encoder: ReturnType<typeof openEncoder> | undefined;
  let size = { width: 0, height: 0 };

  const write = async (all: boolean) => {
    const decoderConfig = { codec, codedWidth: size.width, codedHeight: size.height };
    // How long a frame is shown is known when the next one is.
    while (packets[0] && (all || packets[0].number + 1 < times.length)) {
      const { data, key, number } = packets.shift()!;
      const time = times[number]!;
      const before = times[number - 1] ?? time - USUAL;
      const last = ends !== undefined && ends > time ? ends : 2 * time - before;
      const length = (times[number + 1] ?? last) - time;
      await track.add(new EncodedPacket(data, key ? 'key' : 'delta', time, length), { decoderConfig });
    }
  };

  try {
    await output.start();
    for await (const { time, picture } of frames) {
      size = { width: picture.width, height: picture.height };
      encoder ??= openEncoder({ ...options, ...size });
      times.push(time);
      packets.push(...encoder.encode(picture));
      await voice?.until(time);
      await write(false);
    }
    if (encoder) packets.push(...encoder.finish());
    await write(true);
    track.close();
    await voice?.until(ends ?? Number.POSITIVE_INFINITY);
    await output.finalize();
  } catch (error) {
    await output.cancel();
    throw error;
  } finally {
    encoder?.close();
    await sound?.packets.return?.();
  }
}

function addSound(output: Output, { codec, config, packets }: Sound) {
  const track = new EncodedAudioPacketSource(codec);
  output.addAudioTrack(track);
  // What is to be heard before the beginning only prepares a decoder; not every container can hold it.
  const earliest = output.format.negativeTimestampSupport === 'full' ? Number.NEGATIVE_INFINITY : 0;
  let next: IteratorResult<AnyPacket, void> | undefined;
  return {
    /** Writes what begins before that time. */
    async until(time: number): Promise<void> {
      next ??= await packets.next();
      while (!next.done && next.value.timestamp < time) {
        if (next.value.timestamp >= earliest) await track.add(next.value, { decoderConfig: config });
        next = await packets.next();
      }
    },
  };
}
