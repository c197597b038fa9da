import test from 'ava';
import { atOnce } from '../../bench/system/atOnce.ts';
import { functionSteps, meanSteps } from '../../bench/system/functionSteps.ts';
import { keyedWaits } from '../../bench/system/keyedWaits.ts';
import { processorSeconds } from '../../bench/system/processorSeconds.ts';
import { FunctionFailedError, readChange } from '../../bench/system/readChange.ts';

const timings = { fetch: 3, decode: 10, detect: 20, landmarks: 4, describe: 6, match: 2 };
const line = (more: object) =>
  JSON.stringify({
    level: 'INFO',
    message: 'change',
    timestamp: '2026-01-02T03:04:05.678Z',
    key: 'a.jpg',
    ms: 60,
    status: 'analysed',
    timings,
    ...more,
  });

test("a function's line about a photo is read", (t) => {
  const change = readChange(line({}));
  t.deepEqual(change, { key: 'a.jpg', timings, ms: 60, loggedAt: Date.parse('2026-01-02T03:04:05.678Z') });
});

test('other lines are passed over', (t) => {
  t.is(readChange(line({ message: 'Another matter' })), undefined);
  t.is(readChange('  '), undefined);
});

test('an error, a photo that was not analysed and what cannot be read end the benchmark', (t) => {
  for (const wrong of [line({ level: 'ERROR' }), line({ status: 'rejected' }), 'Segmentation fault'])
    t.throws(() => readChange(wrong), {
      instanceOf: FunctionFailedError,
      message: /every photo must be analysed/,
    });
});

test('what a function spent on a photo and did not time by itself went into the record', (t) => {
  const steps = functionSteps(readChange(line({}))!);
  t.deepEqual(steps, { fetch: 3, decode: 10, inference: 30, match: 2, record: 15 });
  t.deepEqual(meanSteps([steps, { ...steps, record: 25 }]), { ...steps, record: 20 });
});

test('a step that is missing from the timings is an error and no 0', (t) => {
  const { detect: _, ...rest } = timings;
  t.throws(() => functionSteps(readChange(line({ timings: rest }))!), { message: /lack detect/ });
});

test('photos that follow each other are of one process, those that overlap of several', (t) => {
  const at = (loggedAt: number, ms: number) => ({ loggedAt, ms });
  t.is(atOnce([at(100, 50), at(151, 51), at(200, 50)]), 1);
  t.is(atOnce([at(100, 50), at(140, 60), at(210, 50)]), 2);
  t.is(atOnce([]), 0);
});

test('whoever waits gets the value, whichever comes first', async (t) => {
  const waits = keyedWaits<number>();
  const early = waits.of('a');
  waits.give('a', 1);
  waits.give('b', 2);
  t.is(await early, 1);
  t.is(await waits.of('b'), 2);
});

test('after a failure nobody waits any longer, nor later', async (t) => {
  const waits = keyedWaits<number>();
  const early = waits.of('a');
  waits.give('b', 2);
  waits.fail(new Error('over'));
  await t.throwsAsync(early, { message: 'over' });
  await t.throwsAsync(waits.of('c'), { message: 'over' });
  t.is(await waits.of('b'), 2);
});

test('the processor time of this process grows with its work', (t) => {
  const before = processorSeconds();
  const started = process.cpuUsage();
  let used = 0;
  while (used < 20_000) used = process.cpuUsage(started).user;
  const { services, functions } = processorSeconds();
  t.true(services - before.services >= 0.02);
  t.is(functions === null, process.platform !== 'linux');
});
