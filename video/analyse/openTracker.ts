import type { Detection } from '../../faces/detect/Detection.ts';
import type { Shares } from './ChunkTrack.ts';
import { pairUp, type Spot } from './pairUp.ts';
import type { Portrait } from './portray.ts';

/** A face that was followed by its place alone. */
export interface Piece {
  from: number;
  to: number;
  samples: number;
  first: Spot;
  last: Spot;
  path: number[];
  /** The best score. */
  score: number;
  /** Its best portrait so far. */
  best?: Portrait;
  /** Pieces that may be the same face before. */
  perhaps: { before: Piece; placed: boolean }[];
}

export interface Tracker {
  /** All that was seen in the next frame. @returns the piece of each */
  add(time: number, view: Uint8Array, faces: { box: Shares; found: Detection }[]): Piece[];
  /** In order of their beginning. */
  readonly pieces: Piece[];
}

/** @param patience seconds for which a face may be unseen and still be the same */
export function openTracker(patience: number): Tracker {
  const pieces: Piece[] = [];
  let open: Piece[] = [];
  return {
    pieces,
    add(time, view, faces) {
      open = open.filter(({ to }) => time - to <= patience);
      const { same, perhaps } = pairUp(
        open.map((piece) => ({ face: piece, spot: piece.last })),
        faces.map((face) => ({ face, spot: { box: face.box, view } })),
      );
      const ofFace = new Map(same.map(([piece, face]) => [face, piece]));
      return faces.map((face) => {
        const { box, found } = face;
        const spot = { box, view };
        let piece = ofFace.get(face);
        if (!piece) {
          piece = {
            from: time,
            to: time,
            samples: 0,
            first: spot,
            last: spot,
            path: [],
            score: 0,
            perhaps: [],
          };
          for (const { one, other, placed } of perhaps)
            if (other === face) piece.perhaps.push({ before: one, placed });
          pieces.push(piece);
          open.push(piece);
        }
        piece.to = time;
        piece.last = spot;
        piece.samples++;
        piece.score = Math.max(piece.score, found.score);
        piece.path.push(time, box.left, box.top, box.width, box.height);
        return piece;
      });
    },
  };
}
