import { createRequire } from 'node:module';
import { DecoderError } from '../../faces/decode/worker/DecoderError.ts';

/**
 * What of FFmpeg's libraries is used, as node-av's native part names them. That part is a package of its own for each
 * system, without an install script; node-av itself, which wraps it, would come with one that downloads (docs/video.md).
 * The version is pinned. Numbers that are results are negative where they are FFmpeg's error codes.
 */
export interface Binding {
  Codec: { findDecoderByName(name: string): object | null; findEncoderByName(name: string): object | null };
  CodecContext: new () => CodecContext;
  Packet: new () => Packet;
  Frame: new () => Frame;
  SoftwareScaleContext: new () => ScaleContext;
  Option: { set(of: object, name: string, value: string, search: number): number };
  avGetPixFmtFromName(name: string): number;
  Log: { setLevel(level: number): void };
}

interface Rational {
  num: number;
  den: number;
}

interface CodecContext {
  allocContext3(codec: object): void;
  open2Sync(codec: object, options: null): number;
  sendPacketSync(packet: Packet | null): number;
  receiveFrameSync(frame: Frame): number;
  sendFrameSync(frame: Frame | null): number;
  receivePacketSync(packet: Packet): number;
  freeContext(): void;
  extraData: Buffer | null;
  threadCount: number;
  width: number;
  height: number;
  pixelFormat: number;
  timeBase: Rational;
  framerate: Rational;
  gopSize: number;
  maxBFrames: number;
  bitRate: bigint;
  flags: number;
}

interface Packet {
  alloc(): void;
  unref(): void;
  free(): void;
  data: Buffer | null;
  pts: bigint;
  dts: bigint;
  readonly isKeyframe: boolean;
}

export interface Frame {
  alloc(): void;
  unref(): void;
  free(): void;
  getBuffer(): number;
  makeWritable(): number;
  /** Rows without padding. */
  fromBuffer(bytes: Buffer): number;
  toBuffer(): Buffer;
  width: number;
  height: number;
  format: number;
  pts: bigint;
  colorSpace: number;
  readonly flags: number;
  readonly decodeErrorFlags: number;
}

interface ScaleContext {
  allocContext(): void;
  freeContext(): void;
  scaleFrameSync(to: Frame, from: Frame): number;
}

/** libavutil/pixfmt.h */
export const RGB24 = 2;
/** libavutil/log.h: nothing is said. */
const QUIET = -8;

/** The package for this system. */
export const BINDING = `@seydx/node-av-${process.platform}-${process.arch}`;

let binding: Binding | undefined;

/** @throws DecoderError where there is none for this system, or it is not installed. */
export function loadBinding(): Binding {
  if (binding) return binding;
  try {
    binding = createRequire(import.meta.url)(`${BINDING}/node-av.node`) as Binding;
  } catch (cause) {
    throw new DecoderError(
      `The video decoder ${BINDING} cannot be loaded (${(cause as Error).message.split('\n')[0]}). There is one for ` +
        'Linux and macOS on x64 and arm64: run `npm install` anew there, without `--omit=optional`.',
      { cause },
    );
  }
  binding.Log.setLevel(QUIET);
  return binding;
}
