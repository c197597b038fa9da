import type { Picture, Rect } from '../Picture.ts';

/** A face to be placed: its frame in pixels of `picture`, and how far its up is turned from the picture's. */
export interface Framed {
  picture: Picture;
  box: Rect;
  /** Degrees, clockwise. */
  turn: number;
}
