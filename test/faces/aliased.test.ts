import test from 'ava';
import { aliased } from '../../faces/match/aliased.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { called, namesOf } from '../../store/aliases.ts';

const one = (person: string, place: number) => ({
  ...{ person, photo: `${person}/1`, space: 's' },
  descriptor: Float32Array.of(place, 0),
});
const gallery = new MemoryGallery('s', [one('ann', 1), one('anna', 2), one('bob', 3), one('cy', 4)]);
const aliases = new Map([
  ['ann', 'anna'],
  ['bob', 'rob'],
]);
const named = aliased(gallery, aliases.size, (person) => called(person, aliases));
const face = { space: 's', descriptor: Float32Array.of(0, 0) };

test('photos of two names are one person, at the nearer, and others move up', async (t) => {
  const [nearest] = await named.nearest([face], 2);
  t.deepEqual(nearest, [
    { person: 'anna', photo: 'ann/1', distance: 1 },
    { person: 'rob', photo: 'bob/1', distance: 3 },
  ]);
  t.deepEqual(
    (await named.nearest([face], 9))[0]!.map(({ person }) => person),
    ['anna', 'rob', 'cy'],
  );
  t.deepEqual(await named.nearest([face], 0), [[]]);
  t.is(named.size, 4);
});

test('names are followed to the last, and found from it', (t) => {
  const chain = new Map([
    ['a', 'b'],
    ['b', 'c'],
  ]);
  t.deepEqual(
    ['a', 'b', 'c', 'd'].map((name) => called(name, chain)),
    ['c', 'c', 'c', 'd'],
  );
  t.deepEqual(namesOf('a', chain), ['a', 'b', 'c']);
  t.deepEqual(namesOf('d', chain), ['d']);
});
