import type { VideoSource } from '../VideoSource.ts';

interface Box {
  type: string;
  /** Of its content, in bytes of the file. */
  start: number;
  end: number;
}

/** More are in no file that is not made to keep its reader busy. */
const MOST_BOXES = 10_000;

/** The boxes that lie one after the other between two places (ISO/IEC 14496-12, 4.2). Ends at what is no box. */
async function* boxes(source: VideoSource, from: number, to: number): AsyncGenerator<Box> {
  for (let at = from, count = 0; at + 8 <= to && count < MOST_BOXES; count++) {
    const head = Buffer.from(await source.read(at, Math.min(to, at + 16)));
    const type = head.toString('latin1', 4, 8);
    let size = head.readUInt32BE(0);
    let header = 8;
    if (size === 1 && head.length === 16) {
      size = Number(head.readBigUInt64BE(8));
      header = 16;
    } else if (size === 0) size = to - at; // up to the end
    if (size < header) return;
    yield { type, start: at + header, end: Math.min(to, at + size) };
    at += size;
  }
}

/** The first of the boxes within the boxes that a path leads to. */
async function* within(source: VideoSource, whole: Box, [first, ...rest]: string[]): AsyncGenerator<Box> {
  for await (const box of boxes(source, whole.start, whole.end))
    if (box.type === first) {
      if (rest.length === 0) yield box;
      else yield* within(source, box, rest);
    }
}

/**
 * Whether the frames of MP4 or MOV lie in another file, or at an address: a data reference of a video track that has not the
 * flag "in the same file" (ISO/IEC 14496-12, 8.7.2), or a movie that is nothing but references to others (`rmra`).
 * It is never followed: nothing here can open anything. But what lies in this file instead is not those frames.
 */
export async function refersElsewhere(source: VideoSource): Promise<boolean> {
  const file: Box = { type: 'file', start: 0, end: source.bytes };
  for await (const moov of within(source, file, ['moov'])) {
    for await (const _ of within(source, moov, ['rmra'])) return true;
    for await (const media of within(source, moov, ['trak', 'mdia']))
      if ((await handlerOf(source, media)) === 'vide' && (await outside(source, media))) return true;
  }
  return false;
}

async function handlerOf(source: VideoSource, media: Box): Promise<string> {
  // After version, flags, and four bytes that QuickTime gives a meaning (8.4.3).
  for await (const { start, end } of within(source, media, ['hdlr']))
    if (end - start >= 12) return Buffer.from(await source.read(start + 8, start + 12)).toString('latin1');
  return '';
}

async function outside(source: VideoSource, media: Box): Promise<boolean> {
  // After version, flags and the number of entries, each a box whose content begins with version and flags.
  for await (const dref of within(source, media, ['minf', 'dinf', 'dref']))
    for await (const entry of boxes(source, dref.start + 8, dref.end)) {
      if (entry.end - entry.start < 4) return true;
      const flags = (await source.read(entry.start, entry.start + 4))[3]!;
      if ((flags & 1) === 0) return true;
    }
  return false;
}
