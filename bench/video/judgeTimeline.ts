import { overlap } from '../../faces/detect/Detection.ts';
import { boxAt } from '../../video/analyse/simplifyPath.ts';
import type { Placed } from './makeFilm.ts';

/** A track as far as it is judged: when, where, and whom it is said to show. */
export interface Told {
  from: number;
  to: number;
  /** As a track's. */
  path: number[];
  person?: string;
}

/**
 * A face that passes the edge of the picture does not come at one moment: from the first of these shares of its box in the
 * picture on it may be called there, from the second on it must be.
 */
const MAY = 1 / 3;
const MUST = 2 / 3;
/** Seconds that a beginning and an end may be off those two. */
const CLOSE = 0.2;
/** Spans that are shorter are no finding. */
const BRIEF = 0.3;
/** Of boxes of one face. */
const PLACE = 0.2;

export interface Judgement {
  /** Seconds that people are on the screen, summed over them: as it must be, as it was told, and what of either is right. */
  must: number;
  told: number;
  recall: number;
  precision: number;
  /** Of what was told with a name, what has the right one. */
  named: number;
  /** Times that somebody is on the screen without a break; found with beginning and end within 0.2 s; tracks that there were. */
  spans: number;
  found: number;
  tracks: number;
  /** What was not found so. */
  missed: { who: string; from: number; to: number; told: string }[];
}

/** Holds tracks against what a film shows, frame by frame. */
export function judgeTimeline(tracks: Told[], truth: Placed[][], rate: number): Judgement {
  const shown = tracks.map((track) => ({ track, who: whoIs(track, truth, rate) }));
  let [must, covered, told, right, named, rightName] = [0, 0, 0, 0, 0, 0];
  for (const [frame, faces] of truth.entries()) {
    const now = shown.filter(({ track: { from, to } }) => has({ from, to }, frame / rate));
    for (const { who, share } of faces) {
      if (share < MUST) continue;
      must++;
      if (now.some((one) => one.who === who)) covered++;
    }
    for (const { track, who } of now) {
      told++;
      if (faces.some((face) => face.who === who && face.share >= MAY)) right++;
      if (track.person === undefined) continue;
      named++;
      if (track.person === who) rightName++;
    }
  }
  const spans = spansIn(truth, rate).filter(({ from, to }) => to.early - from.late >= BRIEF);
  const missed = spans.filter(
    ({ who, from, to }) =>
      !shown.some(
        (one) => one.who === who && within(one.track.from, from) && within(one.track.to + 1 / rate, to),
      ),
  );
  return {
    must: must / rate,
    told: told / rate,
    recall: covered / must,
    precision: right / told,
    named: rightName / named,
    spans: spans.length,
    found: spans.length - missed.length,
    tracks: tracks.filter(({ from, to }) => to - from >= BRIEF).length,
    missed: missed.map(({ who, from, to }) => ({
      who,
      from: from.late,
      to: to.early,
      told: shown
        .filter((one) => one.who === who && one.track.to > from.early - 1 && one.track.from < to.late + 1)
        .map(({ track }) => `${track.from} to ${track.to}`)
        .join(', '),
    })),
  };
}

const has = ({ from, to }: { from: number; to: number }, time: number) =>
  time > from - EXACT && time < to + EXACT;
const EXACT = 1e-4;

interface Between {
  early: number;
  late: number;
}

const within = (time: number, { early, late }: Between) =>
  time >= early - CLOSE - EXACT && time <= late + CLOSE + EXACT;

/** Whose face is at the track's place in most of its frames. */
function whoIs({ from, to, path }: Told, truth: Placed[][], rate: number): string | undefined {
  const votes = new Map<string, number>();
  for (let frame = Math.round(from * rate); frame <= Math.round(to * rate); frame++) {
    const { left, top, width, height } = boxAt(path, frame / rate);
    const [nearest] = (truth[frame] ?? [])
      .map(({ who, box }) => ({ who, overlap: overlap(inside(box), { x: left, y: top, width, height }) }))
      .filter(({ overlap }) => overlap > PLACE)
      .sort((a, b) => b.overlap - a.overlap);
    if (nearest) votes.set(nearest.who, (votes.get(nearest.who) ?? 0) + 1);
  }
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function inside({ x, y, width, height }: Placed['box']): Placed['box'] {
  const [left, top] = [Math.max(0, x), Math.max(0, y)];
  return { x: left, y: top, width: Math.min(1, x + width) - left, height: Math.min(1, y + height) - top };
}

/** When somebody comes and goes: between the moments at which they may be there, and must be. */
function spansIn(truth: Placed[][], rate: number) {
  const spans: { who: string; from: Between; to: Between }[] = [];
  for (const who of new Set(truth.flat().map((face) => face.who))) {
    const shares = truth.map((faces) =>
      Math.max(0, ...faces.filter((face) => face.who === who).map(({ share }) => share)),
    );
    for (let frame = 0; frame < shares.length; frame++) {
      if (shares[frame]! < MAY) continue;
      const end = shares.findIndex((share, at) => at > frame && share < MAY);
      const last = end < 0 ? shares.length : end;
      const sure = shares.slice(frame, last).map((share) => share >= MUST);
      if (sure.includes(true))
        spans.push({
          who,
          from: { early: frame / rate, late: (frame + sure.indexOf(true)) / rate },
          to: { early: (frame + sure.lastIndexOf(true) + 1) / rate, late: last / rate },
        });
      frame = last;
    }
  }
  return spans;
}
