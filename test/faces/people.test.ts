import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { readSettings, SETTINGS } from '../../config/settings.ts';
import { type Finder, openFinder } from '../../faces/Finder.ts';
import type { Face } from '../../faces/findFaces.ts';
import { euclidean } from '../../faces/match/Gallery.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { identifyIn } from './support/identifyIn.ts';
import { look } from './support/look.ts';
import { testWithPhotos } from './support/needs.ts';
import { PHOTOS, photosThere, readDemo } from './support/project.ts';

let finder: Finder;
test.before(async () => {
  finder = await openFinder(readSettings({}));
});

const PEOPLE = ['alex', 'biden', 'lin', 'obama', 'p01', 'p02', 'p05', 'p08', 'p11'];

const looked = new Map<string, Promise<Face>>();
/** The largest face of a photo, `<person>/<file>`; each photo is looked at once. */
function largestFace(photo: string): Promise<Face> {
  const find = async () => {
    const faces = await look(finder, await readFile(join(PHOTOS, photo)));
    return faces.toSorted((a, b) => b.box.width * b.box.height - a.box.width * a.box.height)[0]!;
  };
  if (!looked.has(photo)) looked.set(photo, find());
  return looked.get(photo)!;
}

const described = ({ descriptor }: Face) => ({ descriptor: descriptor!, space: finder.space });

const photosOf = (person: string) =>
  readdirSync(join(PHOTOS, person))
    .sort()
    .map((file) => `${person}/${file}`);

testWithPhotos('John is known by another photo of his, and Jim is a stranger', async (t) => {
  const [john, again, thrice, jim] = await Promise.all(
    ['john/john0.jpg', 'john/john1.jpg', 'john/john2.jpg', 'jim/jim-carrey.jpg'].map(largestFace),
  );
  const gallery = new MemoryGallery(finder.space, [
    { person: 'john', photo: 'people/john/john0.jpg', ...described(john!) },
  ]);
  const faces = [again!, thrice!, jim!].map(described);
  t.deepEqual(
    identifyIn(faces, gallery, { ...finder.match, once: false }).map(({ decision }) => decision),
    ['matched', 'matched', 'unknown'],
  );
  t.log(faces.map((face) => euclidean(face, described(john!)).toFixed(3)).join(', '));
});

const photos = photosThere ? PEOPLE.flatMap(photosOf) : PEOPLE;

for (const photo of photos) {
  const person = photo.split('/')[0]!;
  // lin has one photo only: nobody else may be so near as to be taken for it.
  const alone = photos.filter((other) => other.startsWith(`${person}/`)).length === 1;
  const title = alone ? `${photo} is nobody else` : `The nearest other photo to ${photo} is of ${person} too`;
  testWithPhotos(title, async (t) => {
    const others = photos.filter((other) => other !== photo);
    const enrolled = [];
    for (const other of others)
      enrolled.push({
        person: other.split('/')[0]!,
        photo: other,
        ...described(await largestFace(other)),
      });
    const [nearest] = new MemoryGallery(finder.space, enrolled).rank(described(await largestFace(photo)));
    if (alone) t.true(nearest!.distance > 0.55, `${nearest!.photo} at ${nearest!.distance}`);
    else t.is(nearest!.person, person, `${nearest!.photo} at ${nearest!.distance}`);
  });
}

testWithPhotos('No labelled photo is too blurred to enrol by the default', async (t) => {
  for (const photo of photos) {
    const { sharpness } = (await largestFace(photo)).quality;
    t.true(sharpness >= SETTINGS.enrolMinSharpness.fallback, `${photo}: ${sharpness}`);
  }
});

test.serial('A picture of one pixel has no faces', async (t) => {
  const dot = sharp({ create: { width: 1, height: 1, channels: 3, background: '#c8b4a0' } });
  t.deepEqual(await look(finder, await dot.png().toBuffer()), []);
});

test.serial('The faces above a higher score are the best of those above a lower one', async (t) => {
  const above = async (minScore: number) => {
    const faces = await look({ ...finder, looks: { ...finder.looks, minScore } }, await readDemo(5));
    return faces.map(({ score }) => score);
  };
  const low = await above(0.1);
  t.true(low.length >= 5);
  t.deepEqual(
    low,
    low.toSorted((a, b) => b - a),
  );
  t.deepEqual(
    await above(0.6),
    low.filter((score) => score > 0.6),
  );
});
