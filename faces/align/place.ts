import { type Engine, LANDMARK_SIZE } from '../engine/Engine.ts';
import type { Point, Rect } from '../Picture.ts';
import { warp } from '../sample/warp.ts';
import type { Framed } from './Framed.ts';
import { apply, degreesOf, type Similarity, scaleOf, turnedAbout } from './Similarity.ts';
import { fitTemplate, LANDMARK_FRAME } from './templates.ts';

/** Landmarks, and how far they are to be trusted. */
export interface Placement {
  /** 68 points in pixels of the picture. */
  landmarks: Point[];
  /** How far the face's up is turned from the picture's, in degrees clockwise, -180 to 180. */
  turn: number;
  /** Mean distance of the two passes' landmarks from each other, in pixels of the landmark network's square. */
  moved: number;
  /** Mean distance of the landmarks from the mean face laid on them, in the same pixels. */
  misfit: number;
}

/**
 * The landmarks of each face: once in the square round its box, turned as the box is, and once more in the square
 * in which those landmarks stand upright and as large as the network likes a face. The second pass halves what a
 * turn or a loose box does to a descriptor (`npm run bench:accuracy`).
 */
export async function place(faces: Framed[], engine: Engine): Promise<Placement[]> {
  const first = await landmarksIn(
    faces,
    faces.map(({ box, turn }) => squareRound(box, turn)),
    engine,
  );
  const frames = first.map((landmarks) => fitTemplate(LANDMARK_FRAME, LANDMARK_SIZE, landmarks));
  const second = await landmarksIn(faces, frames, engine);
  return second.map((landmarks, index) => {
    const frame = fitTemplate(LANDMARK_FRAME, LANDMARK_SIZE, landmarks);
    return {
      landmarks,
      turn: degreesOf(frame),
      moved: distance(landmarks, first[index]!) / scaleOf(frame),
      misfit: misfitOf(landmarks, frame),
    };
  });
}

export async function landmarksIn(faces: Framed[], frames: Similarity[], engine: Engine): Promise<Point[][]> {
  const squares = faces.map(({ picture }, index) => warp(picture, frames[index]!, LANDMARK_SIZE));
  const shares = await engine.landmarks(squares);
  return shares.map((pairs, face) =>
    Array.from({ length: pairs.length / 2 }, (_, point) =>
      apply(frames[face]!, {
        x: pairs[point * 2]! * LANDMARK_SIZE,
        y: pairs[point * 2 + 1]! * LANDMARK_SIZE,
      }),
    ),
  );
}

/** The landmark network's square round a box, turned about the box's middle. */
export function squareRound({ x, y, width, height }: Rect, turn: number): Similarity {
  const middle = { x: x + width / 2, y: y + height / 2 };
  const half = LANDMARK_SIZE / 2;
  return turnedAbout({ x: half, y: half }, middle, turn, Math.max(width, height) / LANDMARK_SIZE);
}

/** Mean distance of the points that the frame is fitted to. */
function distance(a: Point[], b: Point[]): number {
  const pairs = LANDMARK_FRAME.landmarks.map(([index]) => [a[index!]!, b[index!]!] as const);
  return pairs.reduce((sum, [p, q]) => sum + Math.hypot(p.x - q.x, p.y - q.y), 0) / pairs.length;
}

function misfitOf(landmarks: Point[], frame: Similarity): number {
  const { points, landmarks: groups } = LANDMARK_FRAME;
  const sum = points.reduce((total, { x, y }, index) => {
    const wanted = apply(frame, { x: x * LANDMARK_SIZE, y: y * LANDMARK_SIZE });
    const found = landmarks[groups[index]![0]!]!;
    return total + Math.hypot(wanted.x - found.x, wanted.y - found.y);
  }, 0);
  return sum / points.length / scaleOf(frame);
}
