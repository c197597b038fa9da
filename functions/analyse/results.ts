import type { Placed } from '../../changes/placeChange.ts';
import { dropped } from '../../changes/rejected.ts';
import type { Photo } from '../../faces/decode/Photo.ts';
import type { Engine } from '../../faces/engine/Engine.ts';
import type { Face } from '../../faces/findFaces.ts';
import type { DescriptorDocument } from '../../faces/match/descriptorDocument.ts';
import type { Identity } from '../../faces/match/identify.ts';
import { faceItem } from '../../look/faceItem.ts';
import { surestFaces } from '../../look/surestFaces.ts';
import type { Timings } from '../../look/timer.ts';
import type { Analysed, Enrolment, FaceItem, Pending } from '../../store/ImageItem.ts';
import { type Keeping, unknownToKeep } from './unknownToKeep.ts';

/** What the `images` table is to say of a change, by how it ended. */

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

/** By a descriptor that was made elsewhere: nothing is looked at. */
export function enrolledByDescriptor(
  change: Placed,
  timings: Timings,
  { space, descriptors }: DescriptorDocument,
  person: string,
): Enrolment {
  return {
    ...dropped(change, timings),
    format: 'descriptor',
    takenAt: change.time.toISOString(),
    engine: descriptors[space]!.engine,
    ...{ status: 'enrolled', person, faceCount: 0, faces: [] },
  };
}

export function analysed(
  change: Placed,
  timings: Timings,
  photo: Photo,
  engine: Engine,
  found: Face[],
  identities: Identity[],
  keeping: Keeping | undefined,
): { item: Analysed; keep?: Pending['keep'] } {
  const all = found.map((face, index) => faceItem(face, identities[index]!, photo));
  const toKeep = keeping ? unknownToKeep(all, found) : new Map<FaceItem, Uint8Array>();
  for (const face of toKeep.keys()) face.kept = true;
  const faces = surestFaces(all);
  const leftOut = found.length - faces.length;
  const people = new Set(faces.flatMap(({ person }) => person ?? []));
  const keep = faces.flatMap((one, face) => {
    const descriptor = toKeep.get(one);
    return descriptor ? [{ face, descriptor }] : [];
  });
  const item: Analysed = {
    ...seen(change, timings, photo, engine),
    status: 'analysed',
    ...(people.size > 0 && { people }),
    faceCount: found.length,
    ...(leftOut > 0 && { facesLeftOut: leftOut }),
    ...(keeping && keep.length > 0 && { keptUntil: keeping.until }),
    faces,
  };
  return keeping && keep.length > 0 ? { item, keep: { ...keeping.of, faces: keep } } : { item };
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
