import type { Picture } from '../../faces/Picture.ts';
import type { Turn } from '../Film.ts';
import { type Frame, loadBinding, RGB24 } from './binding.ts';
import { turned } from './turned.ts';

export interface Size {
  width: number;
  height: number;
}

/** How frames are made upright pictures. */
export interface Upright {
  /** The largest size of the pictures; frames are reduced to it and never enlarged. */
  within: Size;
  turn: Turn;
  flipped: boolean;
  /** Width of a stored pixel by its height. */
  pixelAspect: number;
}

export interface Scaler {
  /** @throws Error where FFmpeg cannot convert the frame. */
  picture(frame: Frame): Picture;
  close(): void;
}

/** libavutil/pixfmt.h: AVCOL_SPC_BT709, AVCOL_SPC_UNSPECIFIED. */
const BT709 = 1;
const UNSPECIFIED = 2;
/** From here on a frame that does not say it is taken for BT.709, below for BT.601, as players do. */
const HD_LINES = 720;

/**
 * Converts decoded frames to upright RGB at a smaller size, in one step: a frame of 8K is never there as RGB in full.
 * Each pixel is the mean of those that it stands for, by the frame's own colour matrix and range.
 */
export function openScaler(upright: Upright): Scaler {
  const { SoftwareScaleContext, Frame, Option } = loadBinding();
  const context = new SoftwareScaleContext();
  context.allocContext();
  Option.set(context, 'sws_flags', 'area', 0);
  let scaled: Frame | undefined;
  return {
    picture(frame) {
      const { width, height } = reduced(frame, upright);
      if (!scaled || scaled.width !== width || scaled.height !== height) {
        scaled?.free();
        scaled = new Frame();
        scaled.alloc();
        scaled.width = width;
        scaled.height = height;
        scaled.format = RGB24;
        scaled.getBuffer();
      }
      if (frame.colorSpace === UNSPECIFIED && frame.height >= HD_LINES) frame.colorSpace = BT709;
      const code = context.scaleFrameSync(scaled, frame);
      if (code < 0) throw new Error(`the frame cannot be converted: error ${code}`);
      return turned({ width, height, rgb: scaled.toBuffer() }, upright.turn, upright.flipped);
    },
    close() {
      scaled?.free();
      context.freeContext();
    },
  };
}

/** Of the picture before it is turned. */
function reduced({ width, height }: Size, { within, turn, pixelAspect }: Upright): Size {
  const lying = turn === 90 || turn === 270;
  const [most, tallest] = lying ? [within.height, within.width] : [within.width, within.height];
  // Square pixels, of which there are never more than stored ones.
  const across = pixelAspect < 1 ? width * pixelAspect : width;
  const down = pixelAspect < 1 ? height : height / pixelAspect;
  const scale = Math.min(1, most / across, tallest / down);
  return { width: Math.max(1, Math.round(across * scale)), height: Math.max(1, Math.round(down * scale)) };
}
