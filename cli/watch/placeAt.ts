import { boxAt } from '../../video/analyse/simplifyPath.ts';
import type { ToldTrack } from './onScreen.ts';

/** Seconds that a time in an item may be off: they are told to the millisecond. */
const ROUNDED = 0.0006;

/** Where the face of a track is, in shares of the frame; undefined where it is not on the screen at that time. */
export function placeAt({ from, to, box, path = [] }: ToldTrack, time: number): ToldTrack['box'] | undefined {
  if (time < from - ROUNDED || time > to + ROUNDED) return undefined;
  return path.length === 0 ? box : boxAt(path, time);
}
