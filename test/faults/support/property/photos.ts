import sharp from 'sharp';
import { cutFace } from '../../../../faces/decode/cutFace.ts';
import type { Analysed } from '../../../../store/ImageItem.ts';
import { tiny } from '../../../support/inbox.ts';
import { sample } from '../../../support/samples.ts';
import type { Stack } from '../../../support/startStack.ts';

/** Small photos of one and of two people, of nobody, and what is no photo. Each is of other bytes than the others. */
export const PHOTOS = ['nobody', 'ann', 'bob', 'both', 'garbage'] as const;
export type PhotoName = (typeof PHOTOS)[number];
export type Photos = Record<PhotoName, Buffer>;

/** Edge of a portrait: its face is some 80 pixels wide, and 60 are needed to enrol somebody. */
const EDGE = 220;

export async function makePhotos(stack: Stack): Promise<Photos> {
  const party = await sample(4);
  const { item } = await stack.analysed('party.jpg', party);
  const portrait = async (face: number) =>
    sharp(await cutFace(party, (item as Analysed).faces[face]!.box))
      .resize(EDGE, EDGE, { fit: 'contain', background: '#808080' })
      .toBuffer();
  const [ann, bob] = [await portrait(0), await portrait(1)];
  const both = await sharp({
    create: { width: 2 * EDGE, height: EDGE, channels: 3, background: '#808080' },
  })
    .composite([
      { input: ann, left: 0, top: 0 },
      { input: bob, left: EDGE, top: 0 },
    ])
    .png()
    .toBuffer();
  return { nobody: await tiny(1), ann, bob, both, garbage: Buffer.from('no photo') };
}
