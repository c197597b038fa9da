import type { Rect } from '../faces/Picture.ts';

/** A face in one frame. Boxes of one video have one unit. */
export interface Seen {
  box: Rect;
  score: number;
  /** Of whatever space; all of one video are of the same. */
  descriptor?: Float32Array;
  /** Compared with those of the same track alone: faces/quality.ts's, or anything that is larger for a sharper face. */
  sharpness?: number;
}

/** A frame that was looked at. */
export interface Looked {
  /** Seconds. */
  time: number;
  faces: Seen[];
}

/** One face on the screen without a break. */
export interface Track {
  /** When it was first and last seen, in seconds: the times of frames. */
  from: number;
  to: number;
  first: Seen;
  last: Seen;
  /** How often it was seen. */
  samples: number;
  /** Where it is sharpest; of those as sharp, or of none that says, the one with the best score. */
  best: { time: number; face: Seen };
}

export interface Tracking {
  /** Distance of descriptors up to which two faces are one person's. */
  limit: number;
  /** Seconds for which a face may not be seen and still be the same track: it blinks away between frames. */
  patience: number;
}

/** Boxes that overlap by so much of what they cover together are one face's: as the detector suppresses doubles at 0.5, and a face
 * moves between frames. */
const OVERLAP = 0.3;
/** Times the limit by which two faces at one place are two people: a cut shows another one there, a turned head does not. */
const APART = 1.3;
/** Widths of the face that it moves at most where its place does not tell that it is the same. */
const REACH = 3;

/**
 * Joins the faces of frames, in order of time, to tracks: by place, and by descriptor where both faces have one. The best
 * pairs are joined first. A track ends where its face is not seen for longer than `patience`.
 */
export function trackFaces(looks: Looked[], tracking: Tracking): Track[] {
  const all: Track[] = [];
  let open: Track[] = [];
  for (const { time, faces } of looks) {
    open = open.filter(({ to }) => time - to <= tracking.patience);
    const pairs = pairUp(
      open.map(({ last }) => last),
      faces,
      tracking.limit,
    );
    const taken = new Set<Seen>();
    for (const { one, other } of pairs) {
      taken.add(other);
      extend(open.find(({ last }) => last === one)!, other, time);
    }
    for (const face of faces.filter((one) => !taken.has(one))) {
      const begun = { from: time, to: time, first: face, last: face, samples: 1, best: { time, face } };
      all.push(begun);
      open.push(begun);
    }
  }
  return all;
}

/**
 * Joins the tracks of chunks that follow each other: those that end where a chunk does with those that begin there.
 * @param chunks in order of time; each chunk's tracks as `trackFaces` gave them
 */
export function joinTracks(chunks: Track[][], { limit, patience }: Tracking): Track[] {
  const all: Track[] = [];
  let ended: Track[] = [];
  for (const tracks of chunks) {
    const begin = Math.min(...tracks.map(({ from }) => from));
    ended = ended.filter(({ to }) => begin - to <= patience);
    const begun = tracks.filter(({ from }) => from - begin <= patience);
    const pairs = pairUp(
      ended.map(({ last }) => last),
      begun.map(({ first }) => first),
      limit,
    );
    const joined = new Set<Track>();
    for (const { one, other } of pairs) {
      const before = ended.find(({ last }) => last === one)!;
      const after = begun.find(({ first }) => first === other)!;
      if (after.from < before.to || after.from - before.to > patience) continue;
      joined.add(after);
      before.to = after.to;
      before.last = after.last;
      before.samples += after.samples;
      if (isBetter(after.best.face, before.best.face)) before.best = after.best;
    }
    const rest = tracks.filter((track) => !joined.has(track));
    all.push(...rest);
    ended = [...ended, ...rest];
  }
  return all;
}

/** Whether the same faces are at the same places. */
export function sameFaces(one: Seen[], other: Seen[], limit: number): boolean {
  return one.length === other.length && pairUp(one, other, limit).length === one.length;
}

/** The pairs of faces that are the same, each face in one at most. */
function pairUp(before: Seen[], after: Seen[], limit: number): { one: Seen; other: Seen }[] {
  const candidates = before
    .flatMap((one) => after.map((other) => ({ one, other, likeness: likeness(one, other, limit) })))
    .filter(({ likeness }) => likeness > 0)
    .sort((a, b) => b.likeness - a.likeness);
  const taken = new Set<Seen>();
  return candidates.filter(({ one, other }) => {
    if (taken.has(one) || taken.has(other)) return false;
    taken.add(one).add(other);
    return true;
  });
}

/** 0 for two faces; above 1 for one that is at its place, by overlap; below for one that moved, by descriptor. */
function likeness(one: Seen, other: Seen, limit: number): number {
  const apart = distance(one.descriptor, other.descriptor);
  const overlap = overlapOf(one.box, other.box);
  if (overlap >= OVERLAP) return apart !== undefined && apart > APART * limit ? 0 : 1 + overlap;
  if (apart === undefined || apart > limit || moved(one.box, other.box) > REACH) return 0;
  return 1 - apart / (2 * limit);
}

function extend(track: Track, face: Seen, time: number): void {
  track.to = time;
  track.last = face;
  track.samples++;
  if (isBetter(face, track.best.face)) track.best = { time, face };
}

function isBetter(one: Seen, other: Seen): boolean {
  const [sharper, than] = [one.sharpness ?? 0, other.sharpness ?? 0];
  return sharper > than || (sharper === than && one.score > other.score);
}

/** What two boxes have in common, as a share of what they cover together. */
export function overlapOf(one: Rect, other: Rect): number {
  const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  if (across <= 0 || down <= 0) return 0;
  const common = across * down;
  return common / (one.width * one.height + other.width * other.height - common);
}

/** Of their middles, in mean widths. */
function moved(one: Rect, other: Rect): number {
  const x = one.x + one.width / 2 - other.x - other.width / 2;
  const y = one.y + one.height / 2 - other.y - other.height / 2;
  return (2 * Math.hypot(x, y)) / (one.width + other.width);
}

function distance(one: Float32Array | undefined, other: Float32Array | undefined): number | undefined {
  if (!one || !other) return undefined;
  return Math.sqrt(one.reduce((sum, value, at) => sum + (value - other[at]!) ** 2, 0));
}
