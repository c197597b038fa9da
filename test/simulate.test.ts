import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { readPrices } from '../cost/Prices.ts';
import { billOf } from '../simulate/billOf.ts';
import { cloud } from '../simulate/limits.ts';
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

/** An hour, of which a frame takes a processor 25 ms. */
const HOUR: FilmToLookAt = { seconds: 3600, rate: 25, bytesPerSecond: 600_000, chunkSeconds: 10 };
const HERE: Times = { ...TIMES, decode: 0.004, look: 0.021, cold: [1, 1.4, 2], hop: 0.05, row: 10_000 };
const inCloud = { concurrency: 600, called: 540, memoryMb: 1769, warm: false };

test('who is called fetches beside those whom the queue feeds', (t) => {
  const pollers = { first: 2, perSecond: 0, most: 2 };
  const called = outcome({}, { pollers, calls: { perSecond: 1000, most: 3 } });
  t.like(called, { peak: 5, calls: 3 });
  t.is(near(called.whole, 2), 4, 'two rounds of five');
  t.is(outcome({}, { pollers, calls: { perSecond: 1000, most: 20 } }).calls, 10, 'one a chunk at most');
  // One each second, while a chunk takes two: 2 are begun at 0 s, 1 at 1 s, then 3, 2, and the last 2 at 4 s.
  const slow = outcome({}, { pollers, calls: { perSecond: 1, most: 20 } });
  t.is(near(slow.whole, 2), 6);
});

test('in the cloud a film waits for the queue to feed enough, and not where they are called', (t) => {
  const fed = simulate(HOUR, HERE, cloud({ ...inCloud, called: 0 }));
  t.is(fed.chunks, 360);
  t.true(fed.peak < 300 && fed.bound.queue > 10, `${fed.peak}, ${fed.bound.queue}`);
  const called = simulate(HOUR, HERE, cloud(inCloud));
  t.is(called.peak, 360);
  t.true(called.bound.queue < 0.5, `${called.bound.queue}`);
  t.true(called.whole < fed.whole / 2, `${called.whole}, ${fed.whole}`);
  const larger = simulate(HOUR, HERE, cloud({ ...inCloud, memoryMb: 3538 }));
  t.true(larger.whole < called.whole, 'two processors decode beside looking');
  const warm = simulate(HOUR, HERE, cloud({ ...inCloud, warm: true }));
  t.true(warm.whole < called.whole - 3, 'three functions start one after the other');
});

test('a bill is what was used, at the prices that are kept', (t) => {
  const looked = outcome();
  const lines = billOf(looked, readPrices(), { region: 'us-east-1', memoryMb: 1024, idle: 1, rows: 40_000 });
  const of = (what: string) => lines.find((line) => line.what === what)!;
  t.is(near(of('Lambda: looking').quantity), 20, '20 s of 1 GB');
  t.is(near(of('Lambda: looking').usd, 9), near(20 * 1.33334e-5, 9));
  t.is(near(of('Lambda: invocations').quantity * 1e6), 12);
  // Six before; ten sent at once, each received and deleted.
  t.is(near(of('SQS: requests').quantity * 1e6), 27);
  // A row and a count of one unit each, and the deletion of all; six of the item.
  t.is(near(of('DynamoDB: writes').quantity * 1e6), 46);
  t.is(near(of('DynamoDB: reads').quantity * 1e6), 40);
  t.is(near(of('S3: range reads').quantity * 1000), 20);
});

test('the command says how long a film takes, from the figures of the benchmark', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-simulate-'));
  t.teardown(() => rm(dir, { recursive: true }));
  const file = join(dir, 'video.json');
  await writeFile(file, `> npm\n{"ways":[{"what":"every frame","here":21,"decoding":4}]}`);
  const run = async (...args: string[]) => {
    const main = join(import.meta.dirname, '../simulate/main.ts');
    const all = ['--disable-warning=ExperimentalWarning', main, ...args];
    const { PATH, HOME } = process.env;
    const ended = promisify(execFile)(process.execPath, all, { env: { PATH, HOME } });
    return ended.catch((error) => error as { stdout: string; stderr: string; code: number });
  };
  const { stdout } = await run('--times', file);
  t.regex(stdout, /^1\.00 h at 25 frames a second, every frame: 360 chunks of 10 s$/m);
  t.regex(stdout, /^until the timeline is there +\d/m);
  t.regex(stdout, /^queue: messages handed on at once +5 \+ 5\.00\/s +0 {2}for 0\.\d+ s$/m);
  t.regex(stdout, /^functions called to fetch +540 +360$/m);
  t.regex(stdout, /^a frame: looked at, or passed +21\.0$/m);
  t.regex(stdout, /^USD of Lambda +0\.0\d+ +at most 0\.25 {2}met$/m);
  for (const line of stdout.split('\n')) t.true(line.length <= 80, line);
  const wrong = await run('--concurrency', '0');
  t.like(wrong, { code: 2 });
  t.regex(wrong.stderr, /It must be a whole number from 1 to 20000/);
  const other = await run('--times', file, '--frames', 'auto');
  t.regex(other.stderr, /--times is .*video\.json, which has no times of auto frames\./);
});
