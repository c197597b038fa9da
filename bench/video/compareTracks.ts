import { overlapOf, type Track } from '../../video/track.ts';

type Timed = Pick<Track, 'from' | 'to'> & Partial<Pick<Track, 'first' | 'last'>>;

/** How tracks agree with others that are held for right. */
export interface Comparison {
  tracks: number;
  expected: number;
  /** Pairs that begin and end within `CLOSE` of each other, one to one. */
  agree: number;
  /** Of the pairs, in seconds: how far apart ends are at most. */
  worst: number;
}

/** Seconds that a beginning and an end may be off. */
const CLOSE = 0.2;
/** Of boxes of one face at moments that are 0.2 s apart. */
const PLACE = 0.1;
/** Tracks that are shorter are no finding: a face at the edge of being seen. */
const BRIEF = 0.3;

export function compareTracks(found: Timed[], right: Timed[]): Comparison {
  const long = ({ from, to }: Timed) => to - from >= BRIEF;
  const open = new Set(right.filter(long));
  const expected = open.size;
  let agree = 0;
  let worst = 0;
  const tracks = found.filter(long);
  for (const track of tracks) {
    const off = (other: Timed) => Math.max(Math.abs(track.from - other.from), Math.abs(track.to - other.to));
    const nearest = [...open]
      .filter((other) => samePlace(track, other))
      .sort((one, other) => off(one) - off(other))[0];
    if (!nearest || off(nearest) > CLOSE) continue;
    open.delete(nearest);
    agree++;
    worst = Math.max(worst, off(nearest));
  }
  return { tracks: tracks.length, expected, agree, worst };
}

/** They begin or end at about the same moment, so there their boxes are at one place. What is true has none. */
const samePlace = (one: Timed, other: Timed) =>
  !one.first ||
  !one.last ||
  !other.first ||
  !other.last ||
  overlapOf(one.first.box, other.first.box) > PLACE ||
  overlapOf(one.last.box, other.last.box) > PLACE;
