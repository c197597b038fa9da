import test from 'ava';
import { itemSize } from '../../cost/capacity/itemSize.ts';
import { storedBytes } from '../../cost/capacity/storedBytes.ts';
import { readUnits, writeUnits } from '../../cost/capacity/writeUnits.ts';
import { tables } from '../../store/tables.ts';

const { images, sightings } = tables('face-inbox');
const text = (length: number) => ({ S: 'x'.repeat(length) });
/** An item of `images` whose size is that of its attributes' names and 12 bytes of text, and so many more. */
const image = (more: number, rest = {}) => ({
  image: { S: 'a.jpg' }, // 5 + 5
  status: { S: 'analysed' }, // 6 + 8
  analysedAt: { S: '2026-01-02T03:04:05.678Z' }, // 10 + 24
  filling: text(more), // 7
  ...rest,
});
const PENDING = { pending: { M: { id: text(32) } }, pendingSince: { S: '2026-01-02T03:04:05.678Z' } };

test('an item has the bytes of its names and values', (t) => {
  t.is(itemSize({ name: { S: 'zoë' } }), 4 + 4);
  t.is(itemSize({ n: { N: '27' } }), 1 + 2);
  t.is(itemSize({ n: { N: '-27.5' } }), 1 + 4);
  t.is(itemSize({ n: { N: '1000' } }), 1 + 2, 'zeros at the end do not count');
  t.is(itemSize({ b: { B: Buffer.alloc(30).toString('base64') } } as never), 1 + 30);
  t.is(itemSize({ b: { BOOL: true }, none: { NULL: true } }), 2 + 5);
  t.is(itemSize({ l: { L: [{ S: 'ab' }, { N: '1' }] } }), 1 + 3 + (1 + 2) + (1 + 2));
  t.is(itemSize({ m: { M: { key: { S: 'ab' } } } }), 1 + 3 + 1 + (3 + 2));
  t.is(itemSize({ s: { SS: ['ab', 'cde'] } }), 1 + 5);
});

test('a write of a table without indexes is a unit for each KB, of the larger item', (t) => {
  const row = (bytes: number) => ({ person: { S: 'ann' }, seenAt: text(bytes - 6 - 3 - 6) });
  t.is(itemSize(row(1024)), 1024);
  t.is(writeUnits(sightings, undefined, row(1024)), 1);
  t.is(writeUnits(sightings, undefined, row(1025)), 2);
  t.is(writeUnits(sightings, row(3000), row(100)), 3);
  t.is(writeUnits(sightings, row(3000), undefined), 3, 'a removal');
  t.is(writeUnits(sightings, undefined, undefined), 1, 'a removal of nothing');
});

test('a new result is written to the table, to the index of all and to that of what is pending', (t) => {
  // 65 + 1000 bytes and 81 of the outbox: 2 units in the table, 2 in by-status, and the keys in by-pending.
  const item = image(1000, PENDING);
  t.is(itemSize(item), 65 + 1000 + (7 + 4 + 2 + 32) + (12 + 24));
  t.is(writeUnits(images, undefined, item), 2 + 2 + 1);
});

test('an outbox that is emptied is written to the table and taken out of the index', (t) => {
  t.is(writeUnits(images, image(1000, PENDING), image(1000)), 2 + 2 + 1);
  t.is(writeUnits(images, image(100, PENDING), image(100)), 1 + 1 + 1);
});

test('a write that its condition refuses costs the item that stands, and no index anything', (t) => {
  t.is(writeUnits(images, image(3000), image(3000)), 3);
});

test('an entry that moves to another key of an index is removed there and put here', (t) => {
  const later = image(500, { analysedAt: { S: '2026-02-02T03:04:05.678Z' } });
  t.is(writeUnits(images, image(2000), later), 3 + (3 + 1));
});

test('a read is a unit for each 4 KB, and one where there is nothing', (t) => {
  t.is(readUnits(undefined), 1);
  t.is(readUnits(image(4096 - 65)), 1);
  t.is(readUnits(image(4096 - 64)), 2);
});

test('what is kept has 100 bytes more, in the table and in each index that holds it', (t) => {
  t.deepEqual(storedBytes(images, image(200)), { table: 365, indexes: 365 });
  const keys = 5 + 5 + (6 + 8) + (12 + 24);
  t.deepEqual(storedBytes(images, image(200, PENDING)), { table: 446, indexes: 446 + 100 + keys });
});
