import type { EngineName } from '../../config/settings.ts';
import type { Square } from '../Picture.ts';

/**
 * The three networks, and nothing but the networks: what is cut out of the picture and what is made of the
 * numbers is the same for every engine and lies outside.
 */
export interface Engine {
  readonly name: EngineName;
  /** What the weights are, for the results. */
  readonly weights: string;
  /** Descriptors are comparable within one space only. */
  readonly space: string;
  /** Looks for faces in a square of 512: all anchors, before any threshold or suppression. */
  detect(square: Square): Promise<Anchors>;
  /** 68 points for each square of 112, as x, y pairs in shares of the square. */
  landmarks(squares: Square[]): Promise<Float32Array[]>;
  /** 128 numbers for each square of 150. */
  describe(squares: Square[]): Promise<Float32Array[]>;
}

interface Anchors {
  /** Top, left, bottom, right of each, as shares of the square. */
  boxes: Float32Array;
  /** 0 to 1, one for each. */
  scores: Float32Array;
}

export const DETECTOR_SIZE = 512;
export const LANDMARK_SIZE = 112;
export const DESCRIPTOR_SIZE = 150;
