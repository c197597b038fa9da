import type { Best, ChunkTrack, Shares } from '../../../video/analyse/ChunkTrack.ts';
import { joinPieces } from '../../../video/analyse/joinPieces.ts';
import { openTracker } from '../../../video/analyse/openTracker.ts';
import { trackOf } from '../../../video/analyse/trackOf.ts';

/** A face of somebody in one frame. */
export interface Face {
  person: number;
  box: Shares;
  score?: number;
}

export interface WorldFrame {
  time: number;
  scene: number;
  faces: Face[];
}

const PATIENCE = 0.3;
export const LIMIT = 0.5;
const SCORES = { shown: 0.4, sure: 0.5 };

/** A face a tenth of the frame wide. */
export const at = (left: number, person = 0, score = 0.9): Face => ({
  person,
  score,
  box: { left, top: 0.4, width: 0.1, height: 0.2 },
});

/** What a scene looks like. */
function viewOf(scene: number): Uint8Array {
  return Uint8Array.from(
    { length: 576 },
    (_, cell) => (Math.imul(cell + 1, 2654435761 + 40503 * scene) >>> 16) & 255,
  );
}

const endOf = ({ time, scene }: WorldFrame) => ({ time, scene, view: viewOf(scene) });

/** Two people are farther apart than the limit. */
const descriptorOf = (person: number) => Float32Array.of(person, 0.1);

/** Follows the faces of frames of one chunk, as it is done to those of a film. */
export function tracksOf(frames: WorldFrame[]): ChunkTrack[] {
  if (frames.length === 0) return [];
  const tracker = openTracker(PATIENCE);
  const people = new Map<object, number>();
  for (const { time, scene, faces } of frames) {
    const seen = faces.map(({ box, score = 0.9 }) => ({
      box,
      found: { box: { x: 0, y: 0, width: 0, height: 0 }, score, scale: 1, turn: 0 as const },
    }));
    for (const [index, piece] of tracker.add({ time, scene, due: true }, seen).entries())
      if (!people.has(piece)) people.set(piece, faces[index]!.person);
  }
  const pieces = tracker.pieces
    .filter(({ samples }) => samples.some(({ score }) => score >= SCORES.shown))
    .map((piece) => Object.assign(piece, { best: bestOf(people.get(piece)!, piece.samples[0]!) }));
  const within = { begin: endOf(frames[0]!), end: endOf(frames.at(-1)!), patience: PATIENCE };
  return joinPieces(pieces, LIMIT)
    .flatMap((piece) => trackOf(piece, within, SCORES) ?? [])
    .sort((a, b) => a.from - b.from);
}

function bestOf(person: number, { time, box, score }: { time: number; box: Shares; score: number }): Best {
  return {
    ...{ time, box, score, worth: 1 - time / 1e6, plausible: true, landmarks: [] },
    quality: { sharpness: 9, brightness: 128, size: 100, roll: 0, yaw: 0, pitch: 0 },
    descriptor: descriptorOf(person),
  };
}

export const film = (
  seconds: number,
  seen: (time: number) => Face[],
  sceneOf = (_: number) => 0,
): WorldFrame[] =>
  Array.from({ length: Math.round(seconds * 25) }, (_, frame) => {
    const time = frame / 25;
    return { time, scene: sceneOf(time), faces: seen(time) };
  });

export const spans = (tracks: ChunkTrack[]) => tracks.map(({ from, to }) => [from, to]);
