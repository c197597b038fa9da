import { readFile } from 'node:fs/promises';
import type { DescribedFace, Describer, WhichFace } from './Describer.ts';
import type { LabelledPhoto } from './PhotoSet.ts';
import { progress } from './progress.ts';

/** A photo that was looked at. */
export interface Sample extends LabelledPhoto {
  face?: DescribedFace;
  /** Why there is no face: a failure to enrol. */
  failure?: string;
  milliseconds: number;
}

/** One after the other, so that the times mean something. */
export async function describeAll(
  photos: LabelledPhoto[],
  describer: Describer,
  which: WhichFace,
): Promise<Sample[]> {
  const tell = progress('photos', photos.length);
  const samples: Sample[] = [];
  for (const photo of photos) {
    const { found, face, refused, milliseconds } = await describer.describe(
      await readFile(photo.file),
      which,
    );
    const failure = refused ?? (found === 0 ? 'no face found' : 'the face lies outside the picture');
    samples.push({ ...photo, milliseconds, ...(face ? { face } : { failure }) });
    tell(photo.name);
  }
  return samples;
}
