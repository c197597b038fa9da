import type { Engine } from '../engine/Engine.ts';
import type { Framed } from './Framed.ts';
import { type Placement, place } from './place.ts';

/**
 * The landmark network knows upright faces; of a turned one its two passes say different things, or what is no face.
 * Their difference and the misfit, in pixels of the network's square, add up to this much doubt. None of 297
 * faces turned by 60 degrees and more was below 1, and one of 135 turned by 30 at most was above.
 */
const isDoubtful = ({ moved, misfit }: Placement) => moved / 6 + misfit / 5 > 1;

const STEP = 45;
const TURNS = Array.from({ length: 360 / STEP }, (_, index) => index * STEP);
/** Placements whose turns differ by no more degrees say the same. */
const SAME_TURN = 10;
/** Degrees within which a face stands as it was found, and how much more likely that is: most photos are upright. */
const AS_FOUND = 60;
const MORE_LIKELY = 1.5;
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
  let next = 0;
  return placements.map((placement, index) => {
    if (!isDoubtful(placement)) return placement;
    const best = agreed(tried.slice(next, next + TURNS.length), faces[index]!.turn);
    next += TURNS.length;
    return isPlausible(best) ? best : placement;
  });
}

/**
 * The least dubious of the placements that most agree with: passes that begin at different turns come to the same face
 * where there is one, and each to its own where there is none. Of 414 turned faces three are placed wrongly so, of
 * which the landmarks alone, however tried, would place one (`npm run bench:accuracy -- DIR --by roll`).
 */
function agreed(tried: Placement[], foundAt: number): Placement {
  const alike = (a: Placement) => tried.filter((b) => turnBetween(a.turn, b.turn) < SAME_TURN);
  const support = (a: Placement) =>
    alike(a).reduce((sum, b) => sum + Math.exp(-dubious(b)), 0) *
    (turnBetween(a.turn, foundAt) < AS_FOUND ? MORE_LIKELY : 1);
  const best = tried.reduce((a, b) => (support(b) > support(a) ? b : a));
  return alike(best).reduce((a, b) => (dubious(b) < dubious(a) ? b : a));
}

const turnBetween = (a: number, b: number) => Math.abs(((((a - b) % 360) + 540) % 360) - 180);
