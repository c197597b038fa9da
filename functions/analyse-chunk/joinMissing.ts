import type { Missing } from '../../store/ImageItem.ts';

/** Of an item: a film of hours can have many, and each may quote an error. */
const MOST = 200;
/** Of their texts together, in UTF-8: an item and an event have room for no more beside the tracks. */
const MOST_BYTES = 40_000;
/** Seconds between two that are told as one: less than a frame. */
const GAP = 0.01;

/**
 * Those that follow each other for one reason are one; of very many only so many are told, the last of which reaches to the end.
 * Their texts are cut where they are too long for all of them to have room.
 */
export function joinMissing(parts: Missing[]): Missing[] {
  const joined: Missing[] = [];
  for (const part of parts.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    const follows = last && last.reason === part.reason && last.message === part.message;
    if (last && ((follows && part.from <= last.to + GAP) || joined.length === MOST))
      last.to = Math.max(last.to, part.to);
    else joined.push({ ...part });
  }
  const room = Math.floor(MOST_BYTES / joined.length);
  return joined.map(({ message, ...one }) => ({
    ...one,
    ...(message !== undefined && { message: cutTo(room, message) }),
  }));
}

/** As much of the text as there is room for, in bytes of UTF-8; what is cut ends so that one sees it. */
function cutTo(room: number, text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= room) return text;
  const end = '…';
  // Of a letter that is cut in two, nothing is left.
  return new TextDecoder().decode(bytes.subarray(0, room - Buffer.byteLength(end)), { stream: true }) + end;
}
