import { readFile } from 'node:fs/promises';
import { readSettings } from '../../config/settings.ts';
import { decode } from '../../faces/decode/decode.ts';
import type { Finder } from '../../faces/Finder.ts';
import { findFaces } from '../../faces/findFaces.ts';
import { groupAll } from '../../faces/group/groupAll.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { samplePhotos } from '../engine/samplePhotos.ts';
import type { Still } from './makeFilm.ts';

/**
 * The sample photos, each with the faces that are found in it at its full size, and the people that they show: some are in
 * two of them. All are enrolled by these photos.
 */
export async function stillsOf(finder: Finder): Promise<{ stills: Still[]; gallery: MemoryGallery }> {
  const { maxPixels } = readSettings();
  const photos = [];
  for (const { name, path } of await samplePhotos()) {
    const photo = await decode(await readFile(path), { maxPixels });
    const { faces } = await findFaces(photo, finder);
    photos.push({ name, picture: photo.picture, faces });
  }
  const all = photos.flatMap(({ name, faces }) =>
    faces.map(({ descriptor }) => ({ name, descriptor: descriptor! })),
  );
  const people = groupAll(
    all.map(({ descriptor }) => descriptor),
    finder.space,
    finder.match,
  ).map((group) => `person ${group + 1}`);
  const gallery = new MemoryGallery(
    finder.space,
    all.map(({ name, descriptor }, at) => ({
      person: people[at]!,
      photo: name,
      descriptor,
      space: finder.space,
    })),
  );
  const names = people.values();
  const stills = photos.map(({ picture, faces }) => ({
    picture,
    faces: faces.map(({ box }) => ({ who: names.next().value!, box })),
  }));
  return { stills, gallery };
}
