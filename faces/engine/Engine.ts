import type { EngineName } from '../../config/settings.ts';
import type { Template } from '../align/templates.ts';
import type { Calibration } from '../match/similarity.ts';
import type { Strangers } from '../match/strangersLimit.ts';
import type { Rect, Sheet, Square } from '../Picture.ts';

/**
 * The three networks, and nothing but the networks: what is cut out of the picture and what is made of the
 * numbers is the same for every engine and lies outside.
 */
export interface Engine {
  readonly name: EngineName;
  /** What the weights are, for the results. */
  readonly weights: string;
  /** What the recogniser wants and gives. */
  readonly recogniser: Recogniser;
  /**
   * Looks for faces in a square or a sheet whose edges are multiples of 64, and at most 512: every box whose score is above
   * `minScore`, before any suppression. Anchors are those of the 512 frame in pixels, whatever the edges.
   */
  detect(seen: Square | Sheet, minScore: number): Promise<Candidate[]>;
  /** 68 points for each square of 112, as x, y pairs in shares of the square. */
  landmarks(squares: Square[]): Promise<Float32Array[]>;
  /** A descriptor for each square of the recogniser's size. */
  describe(squares: Square[]): Promise<Float32Array[]>;
}

export interface Candidate {
  /** In pixels of what was looked at; it can reach beyond. */
  box: Rect;
  /** 0 to 1. */
  score: number;
}

export interface Recogniser {
  /** Edge of its input in pixels. */
  size: number;
  /** Numbers of a descriptor. */
  dimensions: number;
  /** How it was trained to see a face. */
  chip: Template;
  /** Of its descriptors by how chips are cut. */
  spaces: { trained: Space; 'face-api'?: Space };
}

/** What descriptors can be compared within, and what their distances (Euclidean) say there. */
export interface Space {
  name: string;
  /** A face farther than this from everyone is unknown in any case, where MATCH_DISTANCE does not say otherwise. */
  limit: number;
  /** From how many enrolled photos on it must be nearer; absent where nothing is known of that: `limit` rules then. */
  strangers?: Strangers;
  /** What MATCH_DISTANCE can be: beyond, everybody or nobody would be named. */
  limits: readonly [low: number, high: number];
  calibration: Calibration;
  /** Least and greatest length of its descriptors as vectors; absent where nothing is known of that. */
  lengths?: readonly [low: number, high: number];
}

export const edgesOf = (seen: Square | Sheet): { width: number; height: number } =>
  'size' in seen ? { width: seen.size, height: seen.size } : seen;

export const DETECTOR_SIZE = 512;
export const LANDMARK_SIZE = 112;
