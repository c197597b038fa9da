import test from 'ava';
import { simulate } from '../simulate/simulate.ts';
import type { FilmToLookAt, Times, World } from '../simulate/World.ts';

/** Ten chunks of 100 frames, each of which takes a processor 2 s. */
const FILM: FilmToLookAt = { seconds: 100, rate: 10, bytesPerSecond: 1000, chunkSeconds: 10 };
const TIMES: Times = {
  ...{ decode: 0, look: 0.02, chunk: 0, chunkWaits: 0 },
  ...{ tell: 0, plan: 0, send: 0, assemble: 0, assembleChunk: 0, hop: 0, cold: [0, 0, 0], row: 1000 },
};
const ENDLESS: World = {
  ...{ concurrency: 1000, warm: true, processorsEach: 1, processors: Number.POSITIVE_INFINITY },
  pollers: { first: 1000, perSecond: 0, most: 1000 },
  ...{ readSeconds: 0, readBytesPerSecond: Number.POSITIVE_INFINITY, writeSeconds: 0 },
};
const outcome = (times: Partial<Times> = {}, world: Partial<World> = {}, film: Partial<FilmToLookAt> = {}) =>
  simulate({ ...FILM, ...film }, { ...TIMES, ...times }, { ...ENDLESS, ...world });
const near = (value: number, digits = 6) => Number(value.toFixed(digits));

test('where nothing is limited all chunks are looked at at once, and so many as are allowed otherwise', (t) => {
  t.like(outcome(), { chunks: 10, frames: 1000, peak: 10, environments: 10, messages: 10 });
  t.is(near(outcome().whole), 2);
  t.is(near(outcome().seconds.looking), 20);
  const three = outcome({}, { concurrency: 3 });
  t.is(near(three.whole), 8, 'four rounds of three, three, three and one');
  t.like(three, { peak: 3, environments: 3 });
  t.is(near(three.bound.concurrency), 6);
  t.is(near(three.seconds.looking), 20, 'the same work');
});

test('what is done before and after the chunks, and by each besides, is added up', (t) => {
  const before = outcome({ tell: 0.5, plan: 1, send: 0.1, hop: 0.05 });
  t.is(near(before.first), near(0.5 + 1 + 0.1 + 3 * 0.05));
  t.is(near(before.seconds.before), 1.6);
  t.is(near(before.whole), near(before.first + 2));
  const after = outcome({ assemble: 0.3, assembleChunk: 0.01 });
  t.deepEqual([near(after.looked), near(after.whole)], [2, 2.4]);
  t.is(near(outcome({ chunkWaits: 0.25, chunk: 0.5 }).whole), 2.75);
  t.is(near(outcome({}, { writeSeconds: 0.02 }).whole), 2.04, 'the row, and the count');
});

test('decoding and looking are beside each other, as far as there are processors for both', (t) => {
  const both = { decode: 0.01, look: 0.02 };
  t.is(near(outcome(both).whole), 3, 'one processor does both');
  t.is(near(outcome(both, { processorsEach: 2 }).whole), 2, 'with two the longer of them counts');
  t.is(near(outcome(both, { processorsEach: 1.2 }).whole), 2.5);
  t.is(near(outcome(both, { processorsEach: 2, processors: 2, concurrency: 1 }).whole), 20);
  t.is(near(outcome(both, { processorsEach: 2, processors: 2, concurrency: 2 }).whole), 15, 'all have two');
  t.is(near(outcome(both, { processorsEach: 2, processors: 2, concurrency: 4 }).whole), 15);
});

test('the queue hands on more and more', (t) => {
  const ramp = outcome({ look: 1 }, { pollers: { first: 2, perSecond: 1, most: 5 } });
  // 100 s of work a chunk: 2 at once, then one more each second up to 5; the next when one is done.
  t.is(ramp.peak, 5);
  t.is(
    near(ramp.whole),
    203,
    'the sixth begins when the first is done, the tenth when the fifth is, at 103 s',
  );
  t.true(ramp.bound.queue > 100, `${ramp.bound.queue}`);
  const most = outcome({}, { pollers: { first: 5, perSecond: 0, most: 5 } });
  t.is(near(most.whole), 4);
});

test('new environments come as fast as they may, and each takes its start', (t) => {
  const cold = outcome({ cold: [1, 1, 1] }, { warm: false });
  t.is(near(cold.whole), 2 + 3, 'three functions start one after the other');
  t.is(near(cold.seconds.looking), 30, 'and it is paid for');
  const slow = outcome({}, { warm: false, environments: { perSecond: 1, most: 4 } });
  t.is(near(slow.whole), 4, '4 at once, 1 s later one more, at 2 s another, and four are free again');
  t.true(slow.bound.environments > 0);
  const spread = outcome({ cold: [1, 2, 5] }, { warm: false });
  t.true(spread.whole > 2 + 4 + 2 && spread.whole < 2 + 4 + 5, `${spread.whole}`);
  t.deepEqual(outcome({ cold: [1, 2, 5] }, { warm: false }), spread, 'the same each time');
});

test('range reads and writes are held back beyond so many a second', (t) => {
  const film = { bytesPerSecond: 2 * 2 ** 20 };
  // Ten ranges of the chunk and one of the index, in each of ten chunks.
  const read = outcome({ look: 0 }, { readSeconds: 0.1 }, film);
  t.is(read.reads.count, 110);
  t.is(near(read.whole), 1.1);
  const held = outcome({ look: 0 }, { readSeconds: 0, reads: { perSecond: 10, most: 10 } }, film);
  t.is(near(held.whole), 10, '110 reads, of which 10 are there at once');
  t.true(held.reads.waited > 0);
  t.is(
    near(outcome({ look: 0 }, { readBytesPerSecond: 2 ** 20 }, film).whole, 3),
    20.023,
    'and so do their bytes',
  );
  const write = outcome({ row: 4000 }, { writes: { perSecond: 5, most: 5 } });
  // A row of 4 units and one of the count, ten times.
  t.is(write.writes.count, 50);
  t.is(near(write.whole), 11);
  t.true(write.writes.peak >= 5 && write.writes.peak <= 10, `${write.writes.peak}`);
});

test('a film of no length is one chunk', (t) => {
  const still = outcome({}, {}, { seconds: 0.04, rate: 25 });
  t.like(still, { chunks: 1, frames: 1, peak: 1 });
});
