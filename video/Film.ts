export type Container = 'mp4' | 'mov' | 'matroska' | 'webm';

export type Codec = 'h264' | 'h265' | 'vp8' | 'vp9' | 'av1';

/** A quarter turn or more, clockwise. */
export type Turn = 0 | 90 | 180 | 270;

/** What is known of a video before a frame of it is decoded. Times are in seconds of its own timeline, from 0 on. */
export interface Film {
  container: Container;
  codec: Codec;
  /** Of the upright frames as they are shown, in pixels. */
  width: number;
  height: number;
  /** What makes the stored frames upright: a turn, and then a flip of left and right. `width` and `height` have it. */
  turn: Turn;
  flipped: boolean;
  /** The end of the last frame. */
  duration: number;
  /** The mean of the first frames, up to 250; absent where there is one frame only. */
  frameRate?: number;
  /** Whether those do not follow one beat. */
  variable: boolean;
  /** Ticks a second: all times are whole ticks. */
  timeBase: number;
  /** When the frames are shown that need no other frame: in order, each once. */
  keyFrames: number[];
}
