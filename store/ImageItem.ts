import type { Event } from './Event.ts';

/** What the `images` table says of one object of the inbox: its state as of the change with that sequencer. */
export type ImageItem = Analysed | AnalysedVideo | Analysing | Rejected | Enrolment | Tombstone;

interface Known {
  /** The object's key. */
  image: string;
  /**
   * S3's mark of order among the changes of one key, padded so that strings compare as S3 compares them; longer where
   * the state was looked up in the bucket, see sequencer.ts.
   */
  sequencer: string;
  /** Present until the sightings, the enrolment and the event that follow from this item are out. */
  pending?: Pending;
  /** Since when, ISO 8601; there as long as `pending` is, so that an index holds those items alone. */
  pendingSince?: string;
}

interface Dropped extends Known {
  etag: string;
  bytes: number;
  /** S3's LastModified of the object, ISO 8601 to the second; absent where nobody asked for it. */
  modified?: string;
  /** ISO 8601. */
  analysedAt: string;
  /** What one function spent on each step, in milliseconds. */
  timings: Record<string, number>;
}

interface Seen extends Dropped {
  format: string;
  /** Of the upright picture, in pixels. */
  width: number;
  height: number;
  /** By EXIF, else when it was dropped; ISO 8601. */
  takenAt: string;
  engine: { name: string; weights: string };
}

export interface Analysed extends Seen {
  status: 'analysed';
  /** A photo has none. */
  kind?: undefined;
  tracksAt?: undefined;
  /** Unix seconds; where photos are kept for a time only. */
  expiresAt?: number;
  /** Who is in it; absent when nobody is known. */
  people?: Set<string>;
  /** All that were found. */
  faceCount: number;
  /** Until when the descriptors of faces that are `kept` are, in Unix seconds; absent where none is. */
  keptUntil?: number;
  /** How many of them are not among `faces`, since the item would be too large; absent for none. */
  facesLeftOut?: number;
  faces: FaceItem[];
}

/** What is known of a video before a frame of it is looked at. */
interface Filmed extends Omit<Seen, 'engine'> {
  kind: 'video';
  /** Of its frames. */
  codec: string;
  /** Seconds. */
  duration: number;
  /** Frames a second, on average; absent where there is one frame only. */
  frameRate?: number;
  /** Parts that it is looked at in. */
  chunks: number;
  /** Unix seconds; where photos are kept for a time only. */
  expiresAt?: number;
}

/** A video whose parts are being looked at; `analysedAt` is when they were planned. */
export interface Analysing extends Filmed {
  status: 'analysing';
  /** Of its rows in `chunks`. */
  plan: string;
}

export interface AnalysedVideo extends Filmed {
  status: 'analysed';
  engine: Seen['engine'];
  /** That were looked at. */
  frames: number;
  /** Who is in it, also in tracks that are left out; absent when nobody is known. */
  people?: Set<string>;
  /** All that were found. */
  trackCount: number;
  /** By when they begin. */
  tracks: TrackItem[];
  /** How many of them are not among `tracks`, since the item would be too large; absent for none. */
  tracksLeftOut?: number;
  /** Where all of them are, with their paths, if `tracks` lacks some or their paths. */
  tracksAt?: { bucket: string; key: string };
  /** How many people are in it of whom nobody knows who they are; absent for none. */
  unknownPeople?: number;
  /** What could not be looked at, in the order of time; absent for nothing. */
  missing?: Missing[];
}

/** A part of a video, in seconds, that could not be looked at, and why: a code, and in words where there are any. */
export interface Missing {
  from: number;
  to: number;
  reason: string;
  message?: string;
}

/** A face on the screen without a break. Times are seconds of the film, boxes shares of the upright frame. */
export interface TrackItem extends Identified {
  from: number;
  to: number;
  /** How often it was looked at. */
  samples: number;
  /** Of the frame that shows it best, of which `box`, `score` and `quality` are. */
  time: number;
  box: FaceItem['box'];
  score: number;
  quality: FaceItem['quality'];
  decision: 'matched' | 'unknown' | 'unusable';
  /** Which of the unknown people of this film, from 1 on in the order in which they appear. */
  unknown?: number;
  /** Time, left, top, width, height, and so on: between two times the box moves in a straight line. */
  path?: number[];
}

export interface Rejected extends Dropped {
  status: 'rejected';
  kind?: undefined;
  /** Unix seconds; where photos are kept for a time only. */
  expiresAt?: number;
  reason: string;
  message: string;
  /** Whom the photo was to enrol, as the key says, if it was dropped for that. */
  person?: string;
}

export interface Enrolment extends Omit<Seen, 'width' | 'height'> {
  status: 'enrolled';
  kind?: undefined;
  person: string;
  /** Absent where the object is no photo but a descriptor: `format` is `descriptor` then, and there are no faces. */
  width?: number;
  height?: number;
  faceCount: 0 | 1;
  faces: FaceItem[];
}

/** Left of a removed object, so that a late message about it cannot bring it back. */
export interface Tombstone extends Known {
  status: 'removed';
  /** Unix seconds; DynamoDB's TTL removes the item then. */
  expiresAt: number;
}

/** Who a face is, or a track. */
interface Identified {
  person?: string;
  distance?: number;
  similarity?: number;
  /** The enrolled photo that it is nearest to. */
  matchedPhoto?: string;
  /** Farther than this from everyone it is unknown; of the matched and the unknown. */
  limit?: number;
  /** Unknown, since two people are within the limit, one nearly as near as the other. */
  ambiguous?: true;
  runnerUp?: { person: string; distance: number };
}

/** A face, in shares of the upright picture's width and height. */
export interface FaceItem extends Identified {
  box: { left: number; top: number; width: number; height: number };
  /** Left eye, right eye, nose tip, left and right corner of the mouth, as seen in the picture. */
  landmarks: { x: number; y: number }[];
  score: number;
  quality: Record<'sharpness' | 'brightness' | 'size' | 'roll' | 'yaw' | 'pitch', number>;
  decision: 'matched' | 'unknown' | 'unusable' | 'enrolled';
  /** Its descriptor is in the table `unknown`, or was until its time was over. */
  kept?: true;
  /** The group of unknown faces that it is in, as `unknown-17`; also of one that has a name by now. */
  group?: string;
  /** Its group was given the name: nothing was matched, so there is no distance. */
  named?: true;
}

/** The outbox: what has to follow from the write it lies in. Each part can be done again without harm. */
export interface Pending {
  /** Of this write; whoever clears the outbox clears this one only. */
  id: string;
  event?: Event['type'];
  /** Sightings of what was there before. */
  unsee: { person: string; seenAt: string }[];
  /** Whom the photo enrolled before. */
  unenrol?: string;
  /** Of enrolments that nothing accounts for, the persons. */
  unenrolStrays?: string[];
  enrol?: Enrolled;
  /** Descriptors of unknown faces, by their place among `faces`. */
  keep?: { space: string; collection: string; faces: { face: number; descriptor: Uint8Array }[] };
  /** Of what was there before, the places of those that were kept. */
  unkeep?: number[];
  /** Of a video that was being looked at, whose rows in `chunks` have to go. */
  unplan?: string;
  /** Of an object with the tracks of what was there before, its key. */
  unfile?: string;
}

/** What an enrolment adds to the gallery. */
export interface Enrolled {
  descriptor: Uint8Array;
  space: string;
  /** The same face in further spaces, by their names. */
  others?: Record<string, { descriptor: Uint8Array; engine: Enrolment['engine'] }>;
  /** Of the face, where the item has none. */
  quality?: FaceItem['quality'];
  box?: FaceItem['box'];
  /** Whether DynamoDB's own vector index is to find it. */
  indexed?: true;
}
