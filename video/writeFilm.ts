import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  type VideoCodec,
  WebMOutputFormat,
} from 'mediabunny';
import type { Picture } from '../faces/Picture.ts';
import { type Encoded, type EncoderOptions, openEncoder } from './encode/openEncoder.ts';
import type { Codec, Container, Turn } from './Film.ts';

export interface WrittenFilm extends Omit<EncoderOptions, 'width' | 'height'> {
  container: Container;
  /** What a player has to do to show the frames upright, clockwise. */
  turn?: Turn;
  /** MP4 and MOV: the index in pieces along the file, as cameras and live streams write it. */
  fragmented?: boolean;
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

/**
 * Makes a film of pictures of one size, each with the time at which it is shown, in seconds and in order; the last one is
 * shown as long as the one before.
 * @returns the file's bytes, all in memory
 */
export async function writeFilm(
  frames: AsyncIterable<{ time: number; picture: Picture }> | Iterable<{ time: number; picture: Picture }>,
  { container, turn = 0, fragmented = false, ...options }: WrittenFilm,
): Promise<Buffer> {
  const target = new BufferTarget();
  const output = new Output({ format: formatOf(container, fragmented), target });
  const [name, codec] = CODECS[options.codec];
  const track = new EncodedVideoPacketSource(name);
  output.addVideoTrack(track, { rotation: turn });
  await output.start();
  const times: number[] = [];
  const packets: Encoded[] = [];
  let encoder: ReturnType<typeof openEncoder> | undefined;
  let size = { width: 0, height: 0 };
  try {
    for await (const { time, picture } of frames) {
      size = { width: picture.width, height: picture.height };
      encoder ??= openEncoder({ ...options, ...size });
      times.push(time);
      packets.push(...encoder.encode(picture));
    }
    if (encoder) packets.push(...encoder.finish());
  } finally {
    encoder?.close();
  }
  const decoderConfig = { codec, codedWidth: size.width, codedHeight: size.height };
  for (const { data, key, number } of packets) {
    const time = times[number]!;
    const before = times[number - 1] ?? time - USUAL;
    const length = (times[number + 1] ?? 2 * time - before) - time;
    await track.add(new EncodedPacket(data, key ? 'key' : 'delta', time, length), { decoderConfig });
  }
  await output.finalize();
  return Buffer.from(target.buffer!);
}

function formatOf(container: Container, fragmented: boolean) {
  switch (container) {
    case 'mp4':
      return new Mp4OutputFormat({ fastStart: fragmented ? 'fragmented' : 'in-memory' });
    case 'mov':
      return new MovOutputFormat({ fastStart: fragmented ? 'fragmented' : 'in-memory' });
    case 'matroska':
      return new MkvOutputFormat();
    case 'webm':
      return new WebMOutputFormat();
  }
}
