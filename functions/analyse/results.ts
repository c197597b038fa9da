import type { Photo } from '../../faces/decode/Photo.ts';
import type { PhotoError } from '../../faces/decode/PhotoError.ts';
import type { Engine } from '../../faces/engine/Engine.ts';
import type { Face } from '../../faces/findFaces.ts';
import type { Identity } from '../../faces/match/identify.ts';
import { faceItem } from '../../look/faceItem.ts';
import { surestFaces } from '../../look/surestFaces.ts';
import type { Timings } from '../../look/timer.ts';
import type { Analysed, Enrolment, Rejected } from '../../store/ImageItem.ts';
import type { Placed } from './placeChange.ts';

/** What the `images` table is to say of a change, by how it ended. */

/** @param person whom the photo was to enrol, if it was dropped for that */
export function rejected(
  change: Placed,
  timings: Timings,
  { reason, message }: PhotoError,
  person?: string,
): Rejected {
  return {
    ...dropped(change, timings),
    status: 'rejected',
    reason,
    message,
    ...(person !== undefined && { person }),
  };
}

export function enrolled(
  change: Placed,
  timings: Timings,
  photo: Photo,
  engine: Engine,
  face: Face,
  person: string,
): Enrolment {
  const faces = [faceItem(face, { decision: 'enrolled', person }, photo)];
  return { ...seen(change, timings, photo, engine), status: 'enrolled', person, faceCount: 1, faces };
}

export function analysed(
  change: Placed,
  timings: Timings,
  photo: Photo,
  engine: Engine,
  found: Face[],
  identities: Identity[],
): Analysed {
  const faces = surestFaces(found.map((face, index) => faceItem(face, identities[index]!, photo)));
  const leftOut = found.length - faces.length;
  const people = new Set(faces.flatMap(({ person }) => person ?? []));
  return {
    ...seen(change, timings, photo, engine),
    status: 'analysed',
    ...(people.size > 0 && { people }),
    faceCount: found.length,
    ...(leftOut > 0 && { facesLeftOut: leftOut }),
    faces,
  };
}

/** What a change is of, and when in the order of the changes of that. */
function identity({ key, sequencer }: Placed) {
  return { image: key, sequencer };
}

function dropped(change: Placed, timings: Timings) {
  const { etag, bytes, modified } = change;
  return {
    ...identity(change),
    etag,
    bytes,
    modified: modified?.toISOString(),
    analysedAt: new Date().toISOString(),
    timings,
  };
}

function seen(change: Placed, timings: Timings, photo: Photo, { name, weights }: Engine) {
  const { format, width, height, takenAt = change.time } = photo;
  return {
    ...dropped(change, timings),
    format,
    width,
    height,
    takenAt: takenAt.toISOString(),
    engine: { name, weights },
  };
}
