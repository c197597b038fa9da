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
  people: string[];
  facesLeftOut?: number;
}

interface Enrolled extends Seen {
  status: 'enrolled';
  person: string;
}

export interface Rejected extends Dropped {
  status: 'rejected';
  reason: string;
  message: string;
  person?: string;
}

/** A photo as it was looked at. */
export type Photo = Analysed | Enrolled | Rejected;
export type Status = Photo['status'];

/** One that is in the bucket, and was not looked at yet. */
export interface Waiting {
  status: 'waiting';
  image: string;
  etag: string;
  /** Of what this window itself has sent: it can be shown at once. */
  preview?: string;
}
