import type { Missing } from '../../store/ImageItem.ts';

/** Of an item: a film of hours can have many, and each may quote an error. */
const MOST = 200;
/** Seconds between two that are told as one: less than a frame. */
const GAP = 0.01;

/** Those that follow each other for one reason are one; of very many only so many are told, the last of which reaches to the end. */
export function joinMissing(parts: Missing[]): Missing[] {
  const joined: Missing[] = [];
  for (const part of parts.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    const follows = last && last.reason === part.reason && last.message === part.message;
    if (last && ((follows && part.from <= last.to + GAP) || joined.length === MOST))
      last.to = Math.max(last.to, part.to);
    else joined.push({ ...part });
  }
  return joined;
}
