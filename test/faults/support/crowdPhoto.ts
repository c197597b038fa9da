import sharp from 'sharp';
import type { Analysed } from '../../../store/ImageItem.ts';

/** Of a face's box, on each side. */
const MARGIN = 0.4;

/** A collage of so many faces in rows, of those that were found in the photo by turns, each in a square of its own. */
export async function crowdPhoto(
  photo: Buffer,
  { faces, width, height }: Pick<Analysed, 'faces' | 'width' | 'height'>,
  { count, columns, cell }: { count: number; columns: number; cell: number },
): Promise<Buffer> {
  const cut = ({ box }: Analysed['faces'][number]) => {
    const [left, top] = [
      Math.max(0, (box.left - MARGIN * box.width) * width),
      Math.max(0, (box.top - MARGIN * box.height) * height),
    ];
    const size = Math.round((1 + 2 * MARGIN) * Math.max(box.width * width, box.height * height));
    return sharp(photo)
      .extract({
        left: Math.round(left),
        top: Math.round(top),
        width: Math.min(size, width - Math.round(left)),
        height: Math.min(size, height - Math.round(top)),
      })
      .resize(cell, cell, { fit: 'contain', background: '#808080' })
      .raw()
      .toBuffer();
  };
  const cells = await Promise.all(faces.map(cut));
  const rows = Math.ceil(count / columns);
  const all = Array.from({ length: count }, (_, at) => ({
    input: cells[at % cells.length]!,
    raw: { width: cell, height: cell, channels: 3 as const },
    left: (at % columns) * cell,
    top: Math.floor(at / columns) * cell,
  }));
  return sharp({ create: { width: columns * cell, height: rows * cell, channels: 3, background: '#808080' } })
    .composite(all)
    .jpeg({ quality: 92 })
    .toBuffer();
}
