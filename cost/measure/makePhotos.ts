import { samplePhotos } from '../../bench/engine/samplePhotos.ts';
import { collage, encoded, resized } from '../../bench/sizes/collage.ts';
import { cuttings, type FacePhoto, readFacePhoto } from '../../bench/sizes/cuttings.ts';
import { faceless } from '../../bench/sizes/faceless.ts';
import type { Settings } from '../../config/settings.ts';
import { openFinder } from '../../faces/Finder.ts';

/** As a telephone takes it: 12 megapixels. */
const SIZE = { width: 4000, height: 3000 };
const FACE_WIDTH = 300;
const ENROLLED_WIDTH = 200;
/** Photos that differ by where the faces stand. */
const SEEDS = [1, 2, 3];

export interface Photos {
  /** JPEG files, each with so many faces. */
  photos: Buffer[];
  /** A JPEG file of each of them alone, to enrol. */
  people: Buffer[];
}

/** Photos that show that many faces, cut out of face-api's sample photos. */
export async function makePhotos(faces: number, settings: Settings): Promise<Photos> {
  const finder = await openFinder(settings);
  const samples: FacePhoto[] = [];
  for (const { path } of await samplePhotos()) samples.push(await readFacePhoto(path, finder));
  const background = faceless(samples, SIZE);
  const all = cuttings(samples);
  if (faces === 0) return { photos: [await encoded(background)], people: [] };
  const photos: Buffer[] = [];
  for (const seed of SEEDS)
    photos.push((await collage(all, { background, most: faces, faceWidth: FACE_WIDTH, seed })).jpeg);
  const people = all
    .slice(0, faces)
    .map(async (cutting) => encoded((await resized(cutting, ENROLLED_WIDTH)).picture));
  return { photos, people: await Promise.all(people) };
}
