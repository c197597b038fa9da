import type { Picture } from '../../faces/Picture.ts';
import { loadBinding, RGB24 } from '../decode/binding.ts';
import type { Codec } from '../Film.ts';

export interface EncoderOptions {
  codec: Codec;
  /** Even. */
  width: number;
  height: number;
  /** Frames from a key frame to the next. */
  keyEvery: number;
  /** Frames that may lie between two which they are made from; H.264 and H.265. */
  bFrames?: number;
  /** Whether frames may be made from ones on both sides of a key frame; H.264 and H.265. */
  openGops?: boolean;
  bitsPerSecond?: number;
  /** Instead of so many bits: x264's and x265's `crf`, 0 (as it is) to 51. */
  quality?: number;
  /** Of the encoder, which works beside the caller then; 0 are as many as there are cores. 1 if not said. */
  threads?: number;
  /** A channel's; 8 if not said. */
  bits?: 8 | 10;
}

export interface Encoded {
  data: Uint8Array;
  key: boolean;
  /** Of the frame, as they were given, from 0 on. */
  number: number;
}

export interface Encoder {
  /** Frames of one size. @returns the packets that are ready meanwhile, in the order in which they are decoded */
  encode(picture: Picture): Encoded[];
  finish(): Encoded[];
  close(): void;
}

/** FFmpeg's names of the encoders, and what makes each fast. */
const ENCODERS: Record<Codec, { name: string; options: Record<string, string> }> = {
  h264: { name: 'libx264', options: { preset: 'veryfast' } },
  h265: { name: 'libx265', options: { preset: 'ultrafast' } },
  vp8: { name: 'libvpx', options: { deadline: 'realtime', 'cpu-used': '8' } },
  vp9: { name: 'libvpx-vp9', options: { deadline: 'realtime', 'cpu-used': '8' } },
  av1: { name: 'libsvtav1', options: { preset: '12' } },
};
/** libavutil/opt.h: AV_OPT_SEARCH_CHILDREN, where the encoder's own options are found. */
const CHILDREN = 1;

/** @throws Error where FFmpeg refuses the options. */
export function openEncoder({
  codec,
  width,
  height,
  keyEvery,
  bFrames = 0,
  openGops = false,
  bitsPerSecond = 3_000_000,
  quality,
  threads = 1,
  bits = 8,
}: EncoderOptions): Encoder {
  const { Codec, CodecContext, Frame, Packet, SoftwareScaleContext, Option, avGetPixFmtFromName } =
    loadBinding();
  const pixelFormat = avGetPixFmtFromName(bits === 10 ? 'yuv420p10le' : 'yuv420p');
  const { name, options } = ENCODERS[codec];
  process.env.SVT_LOG ??= '1'; // errors alone; it knows no other way to be told
  const encoder = Codec.findEncoderByName(name)!;
  const context = new CodecContext();
  context.allocContext3(encoder);
  Object.assign(context, { width, height, pixelFormat, gopSize: keyEvery, maxBFrames: bFrames });
  context.timeBase = { num: 1, den: 25 };
  context.framerate = { num: 25, den: 1 };
  context.bitRate = quality === undefined ? BigInt(bitsPerSecond) : 0n;
  context.threadCount = threads;
  const own = {
    // Key frames where they are asked for, and nowhere else.
    h264: { 'x264-params': `scenecut=0:open-gop=${Number(openGops)}` },
    h265: { 'x265-params': `log-level=none:scenecut=0:open-gop=${Number(openGops)}:bframes=${bFrames}` },
    vp8: {},
    vp9: {},
    av1: {},
  }[codec];
  const crf = quality === undefined ? {} : { crf: String(quality) };
  for (const [option, value] of Object.entries({ ...options, ...own, ...crf }))
    Option.set(context, option, value, CHILDREN);
  const opened = context.open2Sync(encoder, null);
  if (opened < 0) throw new Error(`The encoder ${name} does not start: error ${opened}.`);
  const frameOf = (format: number) => {
    const frame = new Frame();
    frame.alloc();
    Object.assign(frame, { width, height, format });
    frame.getBuffer();
    return frame;
  };
  const [rgb, yuv] = [frameOf(RGB24), frameOf(pixelFormat)];
  const convert = new SoftwareScaleContext();
  convert.allocContext();
  const packet = new Packet();
  packet.alloc();
  let number = 0;
  const ready = () => {
    const packets: Encoded[] = [];
    while (context.receivePacketSync(packet) >= 0) {
      packets.push({
        data: Uint8Array.from(packet.data!),
        key: packet.isKeyframe,
        number: Number(packet.pts),
      });
      packet.unref();
    }
    return packets;
  };
  return {
    encode(picture) {
      rgb.makeWritable();
      rgb.fromBuffer(Buffer.from(picture.rgb.buffer, picture.rgb.byteOffset, picture.rgb.length));
      yuv.makeWritable();
      convert.scaleFrameSync(yuv, rgb);
      yuv.pts = BigInt(number++);
      context.sendFrameSync(yuv);
      return ready();
    },
    finish() {
      context.sendFrameSync(null);
      return ready();
    },
    close() {
      for (const one of [rgb, yuv, packet]) one.free();
      convert.freeContext();
      context.freeContext();
    },
  };
}
