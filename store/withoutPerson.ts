import type { FaceItem, TrackItem } from './ImageItem.ts';

/** What tells who somebody is. */
const TELLING = ['person', 'distance', 'similarity', 'matchedPhoto', 'kept', 'group', 'named'];

/**
 * The faces of a photo, or the tracks of a video, in which a person becomes unknown.
 * @param isTheirs whether a photo at that key is one that enrols them
 */
export function withoutPerson<F extends FaceItem | TrackItem>(
  faces: F[],
  person: string,
  isTheirs: (key: string) => boolean,
): F[] {
  return faces.map(({ runnerUp, ...face }) => {
    const others = runnerUp && runnerUp.person !== person ? { runnerUp } : {};
    const named = face.person === person || (face.matchedPhoto !== undefined && isTheirs(face.matchedPhoto));
    if (!named) return { ...face, ...others } as F;
    const unnamed = Object.entries(face).filter(([name]) => !TELLING.includes(name));
    return { ...Object.fromEntries(unnamed), decision: 'unknown', ...others } as F;
  });
}
