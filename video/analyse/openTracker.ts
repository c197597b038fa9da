import type { Detection } from '../../faces/detect/Detection.ts';
import type { Shares } from './ChunkTrack.ts';
import { pairUp, type Reason } from './pairUp.ts';
import type { Portrait } from './portray.ts';

/** A face that was followed by its place alone. */
export interface Piece {
  /** In order of time. */
  samples: Sample[];
  /** Its best portraits so far, the best one first. */
  portraits: Portrait[];
  /** Pieces that may be the same face before. */
  perhaps: { before: Piece; why: Reason }[];
}

/** A face in one frame. */
export interface Sample {
  time: number;
  box: Shares;
  score: number;
  /** Of a frame that is looked at in any case. */
  due: boolean;
  /** The number of its scene: a cut lies between two. */
  scene: number;
}

export interface Tracker {
  /** All that was seen in the next frame. @returns the piece of each */
  add(frame: Pick<Sample, 'time' | 'due' | 'scene'>, faces: Detected[]): Piece[];
  /** In order of their beginning. */
  readonly pieces: Piece[];
}

interface Detected {
  box: Shares;
  found: Detection;
}

/** @param patience seconds for which a face may be unseen and still be the same */
export function openTracker(patience: number): Tracker {
  const pieces: Piece[] = [];
  let open: Piece[] = [];
  return {
    pieces,
    add({ time, due, scene }, faces) {
      open = open.filter((piece) => time - lastOf(piece).time <= patience);
      const pieceOf = new Map(open.map((piece) => [lastOf(piece), piece]));
      const samples = faces.map(({ box, found }): Sample => ({ time, box, score: found.score, due, scene }));
      const { same, perhaps } = pairUp(
        [...pieceOf.keys()],
        samples,
        (one, other) => one.scene !== other.scene,
      );
      const known = new Map(same.map(([one, other]) => [other, pieceOf.get(one)!]));
      return samples.map((sample) => {
        const piece = known.get(sample);
        if (piece) {
          piece.samples.push(sample);
          return piece;
        }
        const begun: Piece = {
          samples: [sample],
          portraits: [],
          perhaps: perhaps
            .filter(({ after }) => after === sample)
            .map(({ before, why }) => ({ before: pieceOf.get(before)!, why })),
        };
        pieces.push(begun);
        open.push(begun);
        return begun;
      });
    },
  };
}

export const lastOf = ({ samples }: Pick<Piece, 'samples'>): Sample => samples.at(-1)!;
