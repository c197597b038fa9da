import { overlap } from '../../faces/detect/Detection.ts';
import { boxAt } from '../../video/analyse/simplifyPath.ts';
import type { Told } from './judgeTimeline.ts';

/** How tracks agree with others that are held for right. */
export interface Comparison {
  tracks: number;
  expected: number;
  /** Pairs, one to one, at one place, of one name, that begin and end within 0.2 s of each other. */
  agree: number;
  /** Of the pairs, in seconds: how far apart ends are at most. */
  worst: number;
  /** What has no pair. */
  alone: string[];
}

/** Seconds that a beginning and an end may be off. */
const CLOSE = 0.2;
const EXACT = 1e-4;
/** Of boxes of one face at moments that are 0.2 s apart. */
const PLACE = 0.1;
/** Tracks that are shorter are no finding: a face at the edge of being seen. */
const BRIEF = 0.3;

export function compareTimelines(found: Told[], right: Told[]): Comparison {
  const long = ({ from, to }: Told) => to - from >= BRIEF;
  const [tracks, expected] = [found.filter(long), right.filter(long)];
  const off = (one: Told, other: Told) =>
    Math.max(Math.abs(one.from - other.from), Math.abs(one.to - other.to));
  const pairs = tracks
    .flatMap((one) => expected.map((other) => ({ one, other, off: off(one, other) })))
    .filter(
      ({ one, other, off }) => off <= CLOSE + EXACT && one.person === other.person && atOnePlace(one, other),
    )
    .sort((a, b) => a.off - b.off);
  const taken = new Set<Told>();
  let worst = 0;
  for (const { one, other, off } of pairs) {
    if (taken.has(one) || taken.has(other)) continue;
    taken.add(one).add(other);
    worst = off;
  }
  const alone = [...tracks, ...expected].filter((track) => !taken.has(track));
  return {
    tracks: tracks.length,
    expected: expected.length,
    agree: taken.size / 2,
    worst,
    alone: alone.map(({ from, to, person }) => `${person ?? 'unknown'} ${from} to ${to}`),
  };
}

function atOnePlace(one: Told, other: Told): boolean {
  const middle = (Math.max(one.from, other.from) + Math.min(one.to, other.to)) / 2;
  const rect = ({ path }: Told) => {
    const { left, top, width, height } = boxAt(path, middle);
    return { x: left, y: top, width, height };
  };
  return overlap(rect(one), rect(other)) > PLACE;
}
