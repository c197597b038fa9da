/** What the API tells, as its description (/v1/openapi.json) has it; what the page does not read is left out. */

/** In shares of the upright picture's width and height. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Face {
  box: Box;
  score: number;
  quality: Record<'sharpness' | 'brightness' | 'size' | 'roll' | 'yaw' | 'pitch', number>;
  decision: 'matched' | 'unknown' | 'unusable' | 'enrolled';
  person?: string;
  distance?: number;
  similarity?: number;
  matchedPhoto?: string;
  limit?: number;
  ambiguous?: true;
  runnerUp?: { person: string; distance: number };
  group?: string;
  named?: true;
}

interface Dropped {
  /** The key of the object. */
  image: string;
  /** Grows with each change of the key and of its result; strings compare as these do. */
  sequencer: string;
  etag: string;
  bytes: number;
  analysedAt: string;
  timings: Record<string, number>;
}

interface Seen extends Dropped {
  format: string;
  takenAt: string;
  width?: number;
  height?: number;
  engine: { name: string; weights: string };
  faceCount: number;
  faces: Face[];
}

interface Analysed extends Seen {
  status: 'analysed';
  kind?: undefined;
  people: string[];
  facesLeftOut?: number;
}

interface Enrolled extends Seen {
  status: 'enrolled';
  kind?: undefined;
  person: string;
}

export interface Rejected extends Dropped {
  status: 'rejected';
  kind?: undefined;
  reason: string;
  message: string;
  person?: string;
}

/** Somebody on the screen of a film without a break. Times are in seconds. */
export interface Track {
  from: number;
  to: number;
  /** When it is seen best, which is where `box` is. */
  time: number;
  box: Box;
  decision: 'matched' | 'unknown' | 'unusable';
  person?: string;
  similarity?: number;
  /** Which of the unknown people of this film, from 1 on. */
  unknown?: number;
  /** Time, left, top, width, height, and so on: between two times the box moves in a straight line. */
  path?: number[];
}

/** A part of a film that could not be looked at. */
export interface Missing {
  from: number;
  to: number;
  reason: string;
  message?: string;
}

interface Filmed extends Dropped {
  kind: 'video';
  format: string;
  codec: string;
  width: number;
  height: number;
  duration: number;
  frameRate?: number;
  takenAt: string;
  /** Parts that it is looked at in. */
  chunks: number;
}

export interface AnalysedFilm extends Filmed {
  status: 'analysed';
  engine: { name: string; weights: string };
  frames: number;
  people: string[];
  trackCount: number;
  tracks: Track[];
  tracksLeftOut?: number;
  unknownPeople?: number;
  missing?: Missing[];
}

/** A film that is being looked at. */
export interface Analysing extends Filmed {
  status: 'analysing';
  chunksDone?: number;
}

export type Film = AnalysedFilm | Analysing;

export type Still = Analysed | Enrolled | Rejected;
/** A photo, or a film, as it was looked at. */
export type Photo = Still | AnalysedFilm;
export type Status = Photo['status'];

/** One that is in the bucket, and was not looked at yet. */
export interface Waiting {
  status: 'waiting';
  image: string;
  etag: string;
  /** Of what this window itself has sent: it can be shown at once. */
  preview?: string;
}
