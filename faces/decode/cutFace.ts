import { sharp } from './sharp.ts';

/** In shares of the upright picture. */
interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What is left round the face, as a share of its size: foreheads and chins reach beyond the detector's box. */
const MARGIN = 0.3;
/** Width of the grey border, likewise: the detector loses faces that fill the picture. */
const BORDER = 0.5;

/**
 * Cuts a face out of a photo and sets it on grey, so that the picture is about twice as wide as what was cut out:
 * a photo of one person, as is needed to enrol somebody.
 * @returns a PNG.
 */
export async function cutFace(photo: Buffer, box: Box): Promise<Buffer> {
  const { data, info } = await sharp(photo).autoOrient().toBuffer({ resolveWithObject: true });
  const width = box.width * info.width;
  const height = box.height * info.height;
  const left = Math.max(0, Math.round(box.left * info.width - MARGIN * width));
  const top = Math.max(0, Math.round(box.top * info.height - MARGIN * height));
  const across = Math.round(BORDER * width);
  const down = Math.round(BORDER * height);
  return sharp(data)
    .extract({
      left,
      top,
      width: Math.min(info.width - left, Math.round((1 + 2 * MARGIN) * width)),
      height: Math.min(info.height - top, Math.round((1 + 2 * MARGIN) * height)),
    })
    .extend({ left: across, right: across, top: down, bottom: down, background: '#808080' })
    .png()
    .toBuffer();
}
