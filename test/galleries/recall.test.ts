import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { faceLike, lookedFor, SPACE } from '../../bench/gallery/faceLike.ts';
import type { Candidate, Enrolled } from '../../faces/match/Gallery.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { changeKey, openSnapshot } from '../../faces/match/snapshot/openSnapshot.ts';
import { openWriter } from '../../faces/match/snapshot/writeSnapshot.ts';

const PHOTOS = 24_000;
const LOOKED_FOR = 200;
const enrolled = [...faceLike(1).enrolled(PHOTOS)];

async function snapshotOf(t: ExecutionContext, people: Enrolled[]) {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-recall-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const writer = openWriter(folder, SPACE);
  for (const one of people) writer.add(one);
  return openSnapshot(folder, writer.finish());
}

/** Of equal photos of one person either may be named. */
const isSame = (a: Candidate, b: Candidate) => a.person === b.person && a.distance === b.distance;

test('of a large collection the nearest are found by its cells, with what has changed since', async (t) => {
  const snapshot = await snapshotOf(t, enrolled);
  t.truthy(snapshot.contents.collections[0]!.cells);
  // Every tenth is gone, and every twentieth is described anew by another face.
  const changes = new Map(
    enrolled.flatMap(({ person, photo }, at): [string, Enrolled | { person: string; photo: string }][] =>
      at % 10 === 0
        ? [
            [
              changeKey({ person, photo }),
              at % 20 === 0 ? { ...enrolled[at + 1]!, person, photo } : { person, photo },
            ],
          ]
        : [],
    ),
  );
  const now = enrolled.flatMap((one) => {
    const change = changes.get(changeKey(one));
    return change === undefined ? [one] : 'descriptor' in change ? [change] : [];
  });
  const [gallery, exact] = [snapshot.gallery('', changes), new MemoryGallery(SPACE, now)];
  t.is(gallery.size, exact.size);
  const faces = lookedFor(PHOTOS, LOOKED_FOR);
  const found = await gallery.nearest(faces, 3);
  let right = 0;
  for (const [at, face] of faces.entries()) {
    const wanted = exact.nearestTo(face, 3);
    t.is(found[at]!.length, 3);
    t.true(found[at]!.every(({ distance }, place) => distance >= wanted[place]!.distance));
    // The others are strangers, who have many that are about as far.
    if (at % 2 === 0 && isSame(found[at]![0]!, wanted[0]!)) right++;
  }
  t.true(right >= LOOKED_FOR / 2 - 1, `${right} of ${LOOKED_FOR / 2}`);
  snapshot.close();
});

test('descriptors beyond all measure, and of no numbers, spoil the index of no others', async (t) => {
  const wild = [1e30, Number.NaN, Number.POSITIVE_INFINITY, 1000].map((value, at) => ({
    ...{ person: `wild-${at}`, photo: `wild-${at}.jpg`, space: SPACE },
    descriptor: new Float32Array(128).fill(value),
  }));
  const snapshot = await snapshotOf(t, [...wild, ...enrolled]);
  const exact = new MemoryGallery(SPACE, enrolled);
  const faces = lookedFor(PHOTOS, LOOKED_FOR).filter((_, at) => at % 2 === 0);
  const found = await snapshot.gallery('', undefined).nearest(faces, 1);
  const right = faces.filter((face, at) => found[at]![0]!.person === exact.nearestTo(face, 1)[0]!.person);
  t.true(right.length >= faces.length - 1, `${right.length} of ${faces.length}`);
  snapshot.close();
});
