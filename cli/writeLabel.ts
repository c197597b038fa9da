import sharp from 'sharp';

/** Rows of red, green and blue. */
export interface Label {
  rgb: Buffer;
  width: number;
  height: number;
}

/**
 * A text in that colour on black, with some black around it, in whatever script the fonts of this machine can write.
 * @param size of the letters, in pixels
 * @param within the largest that it may be
 */
export async function writeLabel(
  text: string,
  { colour, size, within }: { colour: string; size: number; within: { width: number; height: number } },
): Promise<Label> {
  const written = await sharp({
    text: {
      text: `<span foreground="${colour}">${escaped(text)}</span>`,
      font: `sans ${size}`,
      // At 72 dots an inch a point is a pixel.
      dpi: 72,
      rgba: true,
    },
  })
    .png()
    .toBuffer();
  const padding = Math.ceil(size / 5);
  const padded = await sharp(written)
    .flatten({ background: '#000000' })
    .extend({ top: padding, bottom: padding, left: padding, right: padding, background: '#000000' })
    .png()
    .toBuffer();
  const { data, info } = await sharp(padded)
    .resize({ width: within.width, height: within.height, fit: 'inside', withoutEnlargement: true })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { rgb: data, width: info.width, height: info.height };
}

/** Pango reads markup. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
