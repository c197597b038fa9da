import type { Detection } from '../../faces/detect/Detection.ts';
import type { Shares } from './ChunkTrack.ts';
import { pairUp, type Reason, type Spot } from './pairUp.ts';
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
export interface Sample extends Spot {
  time: number;
  score: number;
  /** Of a frame that is looked at in any case. */
  due: boolean;
}

export interface Tracker {
  /** All that was seen in the next frame. @returns the piece of each */
  add(frame: { time: number; view: Uint8Array; due: boolean }, faces: Detected[]): Piece[];
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
    add({ time, view, due }, faces) {
      open = open.filter((piece) => time - lastOf(piece).time <= patience);
      const { same, perhaps } = pairUp(
        open.map((piece) => ({ face: piece, spot: lastOf(piece), time: lastOf(piece).time })),
        faces.map((face) => ({ face, spot: { box: face.box, view } })),
      );
      const known = new Map(same.map(([piece, face]) => [face, piece]));
      return faces.map((face) => {
        const sample = { time, view, due, box: face.box, score: face.found.score };
        const piece = known.get(face);
        if (piece) {
          piece.samples.push(sample);
          return piece;
        }
        const begun: Piece = {
          samples: [sample],
          portraits: [],
          perhaps: perhaps.filter(({ after }) => after === face).map(({ before, why }) => ({ before, why })),
        };
        pieces.push(begun);
        open.push(begun);
        return begun;
      });
    },
  };
}

export const lastOf = ({ samples }: Pick<Piece, 'samples'>): Sample => samples.at(-1)!;
