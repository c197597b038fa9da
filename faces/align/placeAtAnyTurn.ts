import { lookAround } from '../detect/lookAround.ts';
import type { Engine } from '../engine/Engine.ts';
import type { Framed } from './Framed.ts';
import { type Placement, place } from './place.ts';

/**
 * The landmark network knows upright faces; of a turned one its two passes say different things, or what is no face.
 * Their difference and the misfit, in pixels of the network's square, add up to a doubt: of 424 faces that it took to
 * be turned otherwise than they were none had less than 0.93, and of 93 that it took rightly half had 0.46 or less.
 */
const DOUBTFUL = 0.85;
const isDoubtful = ({ moved, misfit }: Placement) => moved / 6 + misfit / 5 > DOUBTFUL;

const STEP = 45;
const TURNS = Array.from({ length: 360 / STEP }, (_, index) => index * STEP);
/** Placements whose turns differ by no more degrees say the same. */
const SAME_TURN = 10;
/** Degrees within which a face stands as it was found, and how much more likely that is: most photos are upright. */
const AS_FOUND = 60;
const MORE_LIKELY = 1.5;
/** Turns whose supports, natural logarithms, differ by no more are about as well agreed with. */
const CLOSE = 2;
/** What a score of the detector, 0 to 1, adds to the support then. */
const DETECTOR_WEIGHT = 4;
/** A face of 107 of the detector's pixels, in a square of 160: of a smaller one it does not tell the turn. */
const DETECTOR_LOOK = { size: 160, face: 107 };
const LEAST_SCORE = 0.02;
/** Above this the landmarks are no face's: a full profile, or something in front of it. */
const HOPELESS = 4;

const dubious = ({ moved, misfit }: Placement) => moved / 10 + misfit;

/** Whether the landmarks can be a face's, so that a chip cut by them shows one upright. */
export const isPlausible = (placement: Placement): boolean => dubious(placement) <= HOPELESS;

/** The landmarks of each face, however it is turned: where they leave doubt, all turns are tried. */
export async function placeAtAnyTurn(faces: Framed[], engine: Engine): Promise<Placement[]> {
  const placements = await place(faces, engine);
  const doubtful = faces.filter((_, index) => isDoubtful(placements[index]!));
  if (doubtful.length === 0) return placements;
  const tried = await place(
    doubtful.flatMap((face) => TURNS.map((turn) => ({ ...face, turn: face.turn + turn }))),
    engine,
  );
  const best = new Map<Framed, Placement>();
  for (const [index, face] of doubtful.entries())
    best.set(face, await surest(face, tried.slice(index * TURNS.length, (index + 1) * TURNS.length), engine));
  return placements.map((placement, index) => {
    const other = best.get(faces[index]!);
    return other && isPlausible(other) ? other : placement;
  });
}

/**
 * The least dubious of the placements that most agree with: passes that begin at different turns come to the same face
 * where there is one, and each to its own where there is none. Where two turns are about as well agreed with, the
 * detector says at which of them it sees a face. Of 457 turned faces one is then placed wrongly, by the agreement alone
 * five, by the detector alone eleven (`npm run bench:accuracy -- DIR --by roll`).
 */
async function surest(face: Framed, tried: Placement[], engine: Engine): Promise<Placement> {
  const alike = (a: Placement) => tried.filter((b) => turnBetween(a.turn, b.turn) < SAME_TURN);
  const support = (a: Placement) =>
    Math.log(alike(a).reduce((sum, b) => sum + Math.exp(-dubious(b)), 0)) +
    (turnBetween(a.turn, face.turn) < AS_FOUND ? Math.log(MORE_LIKELY) : 0);
  const ranked = tried
    .map((placement) => ({ placement, support: support(placement) }))
    .sort((a, b) => b.support - a.support);
  const close: typeof ranked = [];
  for (const one of ranked)
    if (
      one.support > ranked[0]!.support - CLOSE &&
      close.every(({ placement }) => turnBetween(placement.turn, one.placement.turn) >= SAME_TURN)
    )
      close.push(one);
  if (close.length > 1)
    for (const one of close)
      one.support += DETECTOR_WEIGHT * (await detectorScore(face, one.placement.turn, engine));
  const { placement: best } = close.reduce((a, b) => (b.support > a.support ? b : a));
  return alike(best).reduce((a, b) => (dubious(b) < dubious(a) ? b : a));
}

/** How sure the detector is of the face, turned upright from that turn and seen as large as tells most about a turn. */
async function detectorScore({ picture, box }: Framed, turn: number, engine: Engine): Promise<number> {
  const { size, face } = DETECTOR_LOOK;
  const scale = Math.min(box.width, box.height) / face;
  const { candidates } = await lookAround(picture, box, { size, face, turn, scale }, engine, LEAST_SCORE);
  return candidates.reduce((best, { score }) => Math.max(best, score), 0);
}

const turnBetween = (a: number, b: number) => Math.abs(((((a - b) % 360) + 540) % 360) - 180);
