import type { Square } from '../../Picture.ts';

/** How a recogniser wants its pixels: (value - mean) x scale of each channel, in the order of its channels. */
export interface InputForm {
  /** Edge of its square in pixels. */
  size: number;
  channels: 'RGB' | 'BGR';
  /** Planes of channels, or pixels of channels. */
  layout: 'NCHW' | 'NHWC';
  mean: readonly [number, number, number];
  scale: readonly [number, number, number];
}

/** The shape of a batch. */
export function shapeOf<B>(
  { size, layout }: Pick<InputForm, 'size' | 'layout'>,
  batch: B,
): [B, number, number, number] {
  return layout === 'NCHW' ? [batch, 3, size, size] : [batch, size, size, 3];
}

/** A batch of squares, each of the form's size, as the recogniser wants them. */
export function modelInput({ size, channels, layout, mean, scale }: InputForm, squares: Square[]) {
  const pixels = size * size;
  const input = new Float32Array(squares.length * pixels * 3);
  const [between, step] = layout === 'NCHW' ? [pixels, 1] : [1, 3];
  squares.forEach(({ rgb }, index) => {
    for (let channel = 0; channel < 3; channel++) {
      const minus = mean[channel]!;
      const times = scale[channel]!;
      let from = channels === 'RGB' ? channel : 2 - channel;
      let to = index * pixels * 3 + channel * between;
      for (let pixel = 0; pixel < pixels; pixel++, from += 3, to += step)
        input[to] = (rgb[from]! - minus) * times;
    }
  });
  return input;
}
