import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { SETTINGS } from '../../config/settings.ts';
import { decode } from '../../faces/decode/decode.ts';
import type { Engine } from '../../faces/engine/Engine.ts';
import { openEngine } from '../../faces/engine/openEngine.ts';
import { type Face, findFaces } from '../../faces/findFaces.ts';
import { euclidean, Gallery } from '../../faces/match/Gallery.ts';
import { identify } from '../../faces/match/identify.ts';
import { have, testWithPhotos } from './support/needs.ts';
import { MAX_PIXELS, PHOTOS, photosThere, readDemo } from './support/project.ts';

let engine: Engine;
test.before(async () => {
  engine = await openEngine(have('tfjs-node') ? 'tfjs-node' : 'tfjs-wasm');
});

const PEOPLE = ['alex', 'biden', 'lin', 'obama', 'p01', 'p02', 'p05', 'p08', 'p11'];

const looked = new Map<string, Promise<Face>>();
/** The largest face of a photo, `<person>/<file>`; each photo is looked at once. */
function largestFace(photo: string): Promise<Face> {
  const look = async () => {
    const { faces } = await findFaces(
      await decode(await readFile(join(PHOTOS, photo)), MAX_PIXELS),
      engine,
      0.5,
    );
    return faces.toSorted((a, b) => b.box.width * b.box.height - a.box.width * a.box.height)[0]!;
  };
  if (!looked.has(photo)) looked.set(photo, look());
  return looked.get(photo)!;
}

const photosOf = (person: string) =>
  readdirSync(join(PHOTOS, person))
    .sort()
    .map((file) => `${person}/${file}`);

testWithPhotos('John is known by another photo of his, and Jim is a stranger', async (t) => {
  const [john, again, thrice, jim] = await Promise.all(
    ['john/john0.jpg', 'john/john1.jpg', 'john/john2.jpg', 'jim/jim-carrey.jpg'].map(largestFace),
  );
  const gallery = new Gallery(engine.space, [
    { person: 'john', photo: 'people/john/john0.jpg', descriptor: john!.descriptor! },
  ]);
  const faces = [again!, thrice!, jim!].map(({ descriptor }) => descriptor);
  t.deepEqual(
    identify(faces, gallery, { limit: 0.55, once: false }).map(({ decision }) => decision),
    ['matched', 'matched', 'unknown'],
  );
  t.log(faces.map((descriptor) => euclidean(descriptor!, john!.descriptor!).toFixed(3)).join(', '));
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
        descriptor: (await largestFace(other)).descriptor!,
      });
    const [nearest] = new Gallery(engine.space, enrolled).rank((await largestFace(photo)).descriptor!);
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
  const dot = { width: 1, height: 1, rgb: Uint8Array.of(200, 180, 160) };
  t.deepEqual((await findFaces(dot, engine, 0.5)).faces, []);
});

test.serial('The faces above a higher score are the best of those above a lower one', async (t) => {
  const picture = await decode(await readDemo(5), MAX_PIXELS);
  const low = (await findFaces(picture, engine, 0.1)).faces.map(({ score }) => score);
  const high = (await findFaces(picture, engine, 0.6)).faces.map(({ score }) => score);
  t.true(low.length >= 5);
  t.deepEqual(
    low,
    low.toSorted((a, b) => b - a),
  );
  t.deepEqual(
    high,
    low.filter((score) => score > 0.6),
  );
});
