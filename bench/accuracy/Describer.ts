import type { Picture, Point, Rect } from '../../faces/Picture.ts';

/** All that the benchmark wants of the project; `describePhoto.ts` is the one implementation. */
export interface Describer {
  /** The engine and its weights, for the report. */
  readonly engine: string;
  readonly space: string;
  /** The descriptor of the face that counts. A photo that is refused is an answer, any other error is thrown. */
  describe(photo: Buffer, which: WhichFace): Promise<Described>;
  /** The descriptors of all faces that would be compared with others, surest first. */
  everybody(photo: Buffer): Promise<Float32Array[]>;
  /** The distance of the engine's space between two of its descriptors; 0 for the same. */
  distance(a: Float32Array, b: Float32Array): number;
  /** The whole photo, upright, at its full size. */
  pixels(photo: Buffer): Promise<Picture>;
}

export interface Described {
  /** How many faces were found in the photo. */
  found: number;
  /** Absent where no face counts, or the one that does lies outside the picture. */
  face?: DescribedFace;
  /** Why the photo was not looked at. */
  refused?: string;
  /** From the photo's bytes to its descriptors. */
  milliseconds: number;
}

export interface DescribedFace {
  descriptor: Float32Array;
  /** Whether it would be compared with others at all. */
  usable: boolean;
  /** In pixels of the upright photo at its full size, as `pixels` gives it, however it was decoded. */
  box: Rect;
}

/**
 * Which of a photo's faces counts: the one of the largest box, the one nearest the picture's middle, or the one
 * nearest a place (its box's centre at most `within` pixels away).
 */
export type WhichFace = 'largest' | 'middle' | Place;

export interface Place extends Point {
  within: number;
}
