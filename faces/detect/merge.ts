import { area, type Detection, overlap, seenAt, shared } from './Detection.ts';

/** Looks of different scales frame a face differently: what shares this part of the union is one face. */
const SAME_FACE = 0.35;
/** A box of which this part lies within another frames a part of that one's face. */
const PART = 0.7;
/**
 * The detector's boxes lie best on the landmarks, and move a descriptor least, where a face is about so many of its
 * pixels wide (docs/accuracy.md).
 */
const SUITS = 64;
/** The largest faces that it finds surely, likewise. */
const LARGEST = 256;
/** A box of a score below this share of the best one's is no better, whatever its scale. */
const AS_SURE = 0.7;

/** One detection for each face: of what several looks say of one the box of the scale that suits it, and the best score. */
export function merge(found: Detection[]): Detection[] {
  const faces: Detection[][] = [];
  for (const detection of found.toSorted((a, b) => b.score - a.score)) {
    const same = faces.find((face) => face.some(({ box }) => overlap(box, detection.box) > SAME_FACE));
    if (same) {
      same.push(detection);
      continue;
    }
    if (faces.some(([face]) => isPart(detection, face!))) continue;
    const [part, another] = faces.filter(([face]) => isPart(face!, detection));
    if (!part) faces.push([detection]);
    // A look that is too fine to see a large face takes a part of it for one, and may be very sure of it.
    else if (!another && seenAt(detection, part[0]!.scale) > LARGEST)
      faces[faces.indexOf(part)] = [detection];
  }
  return faces.map(bestOf).sort((a, b) => b.score - a.score);
}

/** @param face best score first */
function bestOf(face: Detection[]): Detection {
  const { score, turn } = face[0]!;
  // The turn is that of the surest look; a box of another turn frames another side of the head.
  const alike = face.filter((other) => other.turn === turn && other.score >= AS_SURE * score);
  return { ...alike.reduce((a, b) => (misfit(b) < misfit(a) ? b : a)), score };
}

function isPart(inner: Detection, outer: Detection): boolean {
  return shared(inner.box, outer.box) > PART * area(inner.box) && area(inner.box) < area(outer.box);
}

const misfit = (face: Detection) => Math.abs(Math.log(seenAt(face, face.scale) / SUITS));
