import type { FaceItem } from './ImageItem.ts';

/** Somebody who is called otherwise by now, and whose photos lie elsewhere. */
export interface Renaming {
  called(person: string): string;
  /** Where a photo lies by now. */
  placed(photo: string): string;
}

/** The faces with the names of now; undefined where they have them already. A face is its own runner-up no more. */
export function renamedFaces<F extends Pick<FaceItem, 'person' | 'matchedPhoto' | 'runnerUp'>>(
  faces: F[],
  { called, placed }: Renaming,
): F[] | undefined {
  let changed = false;
  const renamed = faces.map((face) => {
    const { person, matchedPhoto, runnerUp } = face;
    const now = {
      ...(person !== undefined && { person: called(person) }),
      ...(matchedPhoto !== undefined && { matchedPhoto: placed(matchedPhoto) }),
      ...(runnerUp && { runnerUp: { ...runnerUp, person: called(runnerUp.person) } }),
    };
    if (
      now.person === person &&
      now.matchedPhoto === matchedPhoto &&
      now.runnerUp?.person === runnerUp?.person
    )
      return face;
    changed = true;
    const isAnother = now.runnerUp && now.runnerUp.person !== now.person;
    const { runnerUp: _, ...rest } = { ...face, ...now };
    return (isAnother ? { ...rest, runnerUp: now.runnerUp } : rest) as F;
  });
  return changed ? renamed : undefined;
}
