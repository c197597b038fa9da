import type { TrackItem } from '../../store/ImageItem.ts';

/** What is told of a face's way through a film, as far as it is shown. */
export type ToldTrack = Pick<TrackItem, 'from' | 'to' | 'time' | 'box' | 'decision'> &
  Partial<Pick<TrackItem, 'person' | 'similarity' | 'ambiguous' | 'unknown' | 'path'>>;

export interface Span {
  from: number;
  to: number;
}

/** Somebody, and when he is on the screen. */
export interface Appearance {
  who: string;
  named: boolean;
  /** In order, and apart. */
  spans: Span[];
  /** Of the surest of all tracks. */
  similarity?: number;
}

/** What stands for a face: a name, or the number of somebody unknown; undefined where nothing tells who it might be. */
export function whoOf({ person, unknown }: Pick<ToldTrack, 'person' | 'unknown'>): string | undefined {
  return person ?? (unknown === undefined ? undefined : `unknown ${unknown}`);
}

/** Seconds that the last frame in which somebody was seen is shown, where the frame rate is not known. */
const USUAL = 0.04;

/**
 * Who is on the screen, and when: those with a name first, each kind in the order in which they appear. Somebody is there up to
 * the end of the last frame that shows him; what is no more than a frame apart is one span.
 */
export function onScreen(
  tracks: ToldTrack[],
  { duration, frameRate }: { duration: number; frameRate?: number },
): Appearance[] {
  const frame = frameRate === undefined ? USUAL : 1 / frameRate;
  const all = new Map<string, Appearance>();
  for (const track of tracks.toSorted((one, other) => one.from - other.from)) {
    const who = whoOf(track);
    if (who === undefined) continue;
    // Nobody is called as an unknown person is numbered: names are looked up by themselves.
    const key = track.person === undefined ? `u${who}` : `p${who}`;
    const one = all.get(key) ?? { who, named: track.person !== undefined, spans: [] };
    all.set(key, one);
    const to = Math.max(track.from, Math.min(track.to + frame, Math.max(duration, track.to)));
    const last = one.spans.at(-1);
    if (last && track.from <= last.to + 1.5 * frame) last.to = Math.max(last.to, to);
    else one.spans.push({ from: track.from, to });
    if (track.similarity !== undefined) one.similarity = Math.max(one.similarity ?? 0, track.similarity);
  }
  return [...all.values()].sort((one, other) => Number(other.named) - Number(one.named));
}

/** Seconds that spans which are apart have together. */
export const lengthOf = (spans: Span[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0);
