import { DETECTOR_SIZE, type Engine } from '../engine/Engine.ts';
import type { Picture, Rect, Square } from '../Picture.ts';
import { sampleSquare } from '../sample/sampleSquare.ts';
import { shrinkSquare, turnBack, turnSquare } from '../sample/squares.ts';
import { type Detection, seenAt, suppress, type Turn } from './Detection.ts';

/** In one look, boxes that share more than this part of their union are one face (face-api's own limit). */
const SAME_FACE = 0.5;
/** face-api's own default for the most faces in one look. */
const MOST_FACES = 100;
/**
 * The small look: the picture at a fifth of the detector's frame, in the middle of a square just large enough. What it
 * sees less than `least` wide is no face or for the other looks, which see it five times as large.
 */
const SMALL = { by: 5, size: 128, least: 16 };

/** Looks at a whole picture: sampled once, whatever the number of looks. */
export interface WholeLooks {
  /** As face-api looks, pixel for pixel. */
  asFaceApi(minScore: number): Promise<Detection[]>;
  /** At a fifth of that, for faces that fill the picture. */
  small(turn: Turn, minScore: number): Promise<Detection[]>;
  turned(turn: Turn, minScore: number): Promise<Detection[]>;
}

export function wholeLooks(picture: Picture, engine: Engine): WholeLooks {
  const all = { x: 0, y: 0, width: picture.width, height: picture.height };
  const square = sampleSquare(picture, all, DETECTOR_SIZE, 'behind');
  const scale = Math.max(picture.width, picture.height) / DETECTOR_SIZE;

  /**
   * @param by how many pixels of the frame one of the look covers
   * @param inset where in the look the frame begins
   */
  const look = async (seen: Square, turn: Turn, minScore: number, by = 1, inset = 0) => {
    const candidates = await engine.detect(seen, minScore);
    const found = candidates.map(({ box, score }): Detection => {
      const inFrame = scaled({ ...box, x: box.x - inset, y: box.y - inset }, by, by);
      return {
        score,
        turn: back(turn),
        scale: scale * by,
        box: scaled(turnedBack(inFrame, turn), scale, scale),
      };
    });
    return suppress(found, SAME_FACE);
  };

  return {
    async asFaceApi(minScore) {
      const { across, down } = pixelInPicture(picture);
      const found = (await engine.detect(square, minScore)).map(
        ({ box, score }): Detection => ({
          score,
          turn: 0,
          scale,
          box: scaled(clamped(box), across, down),
        }),
      );
      return suppress(found, SAME_FACE).slice(0, MOST_FACES);
    },
    async small(turn, minScore) {
      const { by, size, least } = SMALL;
      const inset = (size - Math.floor(DETECTOR_SIZE / by)) >> 1;
      const seen = shrinkSquare(turnSquare(square, turn), by, size);
      const found = await look(seen, turn, minScore, by, inset);
      return found.filter((face) => seenAt(face, face.scale) >= least);
    },
    turned: (turn, minScore) => look(turnSquare(square, turn), turn, minScore),
  };
}

/** A face that stands upright in a picture turned clockwise is turned as far the other way in the picture itself. */
const back = (turn: Turn): Turn => ((360 - turn) % 360) as Turn;

function turnedBack({ x, y, width, height }: Rect, turn: Turn): Rect {
  const a = turnBack({ x, y }, DETECTOR_SIZE, turn);
  const b = turnBack({ x: x + width, y: y + height }, DETECTOR_SIZE, turn);
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  };
}

function scaled({ x, y, width, height }: Rect, across: number, down: number): Rect {
  return { x: x * across, y: y * down, width: width * across, height: height * down };
}

function clamped({ x, y, width, height }: Rect): Rect {
  const within = (position: number) => Math.min(DETECTOR_SIZE, Math.max(0, position));
  const left = within(x);
  const top = within(y);
  return { x: left, y: top, width: within(x + width) - left, height: within(y + height) - top };
}

/**
 * How many pixels of the picture one of the detector's is wide and high. face-api takes the picture to end at a
 * whole pixel of the square, which shifts boxes by up to a thousandth; its descriptors are had only by doing so too.
 */
function pixelInPicture({ width, height }: Picture): { across: number; down: number } {
  const scale = DETECTOR_SIZE / Math.max(width, height);
  return {
    across: width / Math.max(1, Math.round(width * scale)),
    down: height / Math.max(1, Math.round(height * scale)),
  };
}
