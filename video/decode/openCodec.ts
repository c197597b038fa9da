import type { Codec } from '../Film.ts';
import { type Frame, loadBinding } from './binding.ts';

/** FFmpeg's decoders; its own of AV1 wants hardware, so dav1d. */
const DECODERS: Record<Codec, string> = {
  h264: 'h264',
  h265: 'hevc',
  vp8: 'vp8',
  vp9: 'vp9',
  av1: 'libdav1d',
};
const NO_TIME = -(2n ** 63n);
/** libavutil/frame.h: AV_FRAME_FLAG_CORRUPT, and what lies outside the film: AV_FRAME_FLAG_DISCARD. */
const UNUSABLE = (1 << 0) | (1 << 2);

/** A decoder of one stream of packets. */
export interface OpenCodec {
  /** @returns false where the packet cannot be decoded at all. */
  send(data: Uint8Array, number: number): boolean;
  /** After the last one. */
  finish(): void;
  /**
   * The next frame as it is shown, with the number of its packet; undefined where there is none yet. `whole`: nothing of it
   * is made up for what is damaged. It is valid until the next one is asked for; one that is kept, until another is.
   */
  receive(): { frame: Frame; number: number; whole: boolean; keep(): void } | undefined;
  close(): void;
}

/**
 * @param description what the container says of the stream, as the codec wants it (`avcC` and the like)
 * @throws Error where FFmpeg refuses to open it: the description is damaged.
 */
export function openCodec(
  codec: Codec,
  description: Uint8Array | undefined,
  maxPixels: number,
  threads = 1,
): OpenCodec {
  const { Codec, CodecContext, Packet, Frame, Option } = loadBinding();
  const decoder = Codec.findDecoderByName(DECODERS[codec])!;
  const context = new CodecContext();
  context.allocContext3(decoder);
  context.threadCount = threads;
  Option.set(context, 'max_pixels', String(maxPixels), 0);
  if (description) context.extraData = Buffer.from(description);
  const opened = context.open2Sync(decoder, null);
  if (opened < 0) throw new Error(`the decoder of ${codec} does not start: error ${opened}`);
  const packet = new Packet();
  packet.alloc();
  const frames = [new Frame(), new Frame()];
  for (const frame of frames) frame.alloc();
  let spare = 0;
  return {
    send(data, number) {
      packet.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      packet.pts = BigInt(number);
      packet.dts = NO_TIME;
      const sent = context.sendPacketSync(packet);
      packet.unref();
      return sent >= 0;
    },
    finish: () => void context.sendPacketSync(null),
    receive() {
      const frame = frames[spare]!;
      frame.unref();
      if (context.receiveFrameSync(frame) < 0) return undefined;
      const whole = frame.decodeErrorFlags === 0 && (frame.flags & UNUSABLE) === 0;
      const keep = () => {
        spare = 1 - spare;
      };
      return { frame, number: Number(frame.pts), whole, keep };
    },
    close() {
      for (const frame of frames) frame.free();
      packet.free();
      context.freeContext();
    },
  };
}
