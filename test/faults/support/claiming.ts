/** Writes a side's pixels, width and height alike, where that format's header says them. */
const WRITERS = {
  /** ITU-T T.81, B.2.2: a frame header's two sides, behind its length and precision. */
  jpeg(bytes: Buffer, side: number) {
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    bytes.writeUInt16BE(side, frame + 5);
    bytes.writeUInt16BE(side, frame + 7);
  },
  /** WebP Lossless Bitstream, 3: behind the signature 2f, 14 bits each, of one less. */
  webp(bytes: Buffer, side: number) {
    const signature = bytes.indexOf('VP8L') + 8;
    const flags = bytes.readUInt32LE(signature + 1) & ~0xfffffff;
    bytes.writeUInt32LE((flags | (side - 1) | ((side - 1) << 14)) >>> 0, signature + 1);
  },
  /** GIF89a, 18 and 20: the logical screen, and the first picture on it, without which decoders doubt the former. */
  gif(bytes: Buffer, side: number) {
    const was = bytes.subarray(6, 10);
    const picture = bytes.indexOf(Buffer.concat([Buffer.from([0x2c, 0, 0, 0, 0]), was])) + 5;
    for (const at of [6, 8, picture, picture + 2]) bytes.writeUInt16LE(side, at);
  },
  /** ISO/IEC 23008-12, 6.5.3: the box `ispe`. */
  avif(bytes: Buffer, side: number) {
    const box = bytes.indexOf('ispe');
    bytes.writeUInt32BE(side, box + 8);
    bytes.writeUInt32BE(side, box + 12);
  },
};

/** The same photo, whose header claims `side` x `side` pixels. */
export function claiming(format: keyof typeof WRITERS, photo: Buffer, side: number): Buffer {
  const bytes = Buffer.from(photo);
  WRITERS[format](bytes, side);
  return bytes;
}
