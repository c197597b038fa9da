/** What the API tells, as its description (/v1/openapi.json) has it; what the page does not read is left out. */

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Face {
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
  etag: string;
  bytes: number;
  analysedAt: string;
  timings: Record<string, number>;
}

interface Seen extends Dropped {
  format: string;
  takenAt: string;
  engine: { name: string; weights: string };
  faceCount: number;
  faces: Face[];
}

interface Analysed extends Seen {
  status: 'analysed';
  width: number;
  height: number;
  people: string[];
  facesLeftOut?: number;
}

interface Enrolled extends Seen {
  status: 'enrolled';
  person: string;
  width?: number;
  height?: number;
}

interface Rejected extends Dropped {
  status: 'rejected';
  reason: string;
  message: string;
  person?: string;
}

export type Photo = Analysed | Enrolled | Rejected;
