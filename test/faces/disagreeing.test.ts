import test from 'ava';
import { disagreeing, takenForAnother } from '../../faces/match/disagreeing.ts';
import type { Enrolled } from '../../faces/match/Gallery.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';

const at = (person: string, ...places: number[]): Enrolled[] =>
  places.map((place, photo) => ({
    ...{ person, photo: `${person}/${photo}`, space: 's' },
    descriptor: Float32Array.of(place, 0),
  }));

test('photos hang together by way of others, and the largest group is believed', (t) => {
  t.deepEqual(disagreeing(at('ann', 0, 0.5, 1, 1.5), 0.5), []);
  t.deepEqual(disagreeing(at('ann', 5, 0, 0.5, 1, 3), 0.5), [0, 4]);
  t.deepEqual(disagreeing(at('ann', 0, 5, 0.1, 5.1, 0.2), 0.5), [1, 3]);
  t.deepEqual(disagreeing(at('ann', 0), 0.5), []);
  t.deepEqual(disagreeing([], 0.5), []);
});

test('of two groups as large none is believed', (t) => {
  t.deepEqual(disagreeing(at('ann', 0, 1), 0.5), [0, 1]);
  t.deepEqual(disagreeing(at('ann', 0, 0.1, 5, 5.1, 9), 0.5), [0, 1, 2, 3, 4]);
});

test('a photo is taken for another within the limit, and nearer than to any of its own', async (t) => {
  const [ann, bob] = [at('ann', 0, 3), at('bob', 3.2, 9)];
  const gallery = new MemoryGallery('s', [...ann, ...bob]);
  const other = (photo: Enrolled, own: Enrolled[], limit: number) =>
    takenForAnother(photo, own, gallery, limit);
  t.like(await other(ann[1]!, ann, 0.3), { person: 'bob', photo: 'bob/0' });
  t.is(await other(ann[1]!, ann, 0.1), undefined);
  t.is(await other(ann[0]!, ann, 10), undefined, 'its own is nearer');
  t.like(await other(bob[0]!, bob, 0.3), { person: 'ann' });
  const same = new MemoryGallery('s', [...at('bob', 1), ...at('ann', 1)]);
  const twin = at('bob', 1);
  t.like(await takenForAnother(twin[0]!, twin, same, 0.3), { person: 'ann', distance: 0 });
});
