import ava from 'ava';
import { delay, passOn } from '../faults/support/faults.ts';
import { holds } from '../faults/support/holds.ts';
import { type FaultyStack, startFaultyStack } from '../faults/support/startFaultyStack.ts';
import { filmed, filmOf, GREY } from './film.ts';
import { comeBackAtOnce, partsComeBackAtOnce, queuesByProxy } from './queuesByProxy.ts';

const test = ava.serial;
let stack: FaultyStack;
ava.before(async () => {
  stack = await startFaultyStack({
    VIDEO_CHUNK_SECONDS: '1',
    VIDEO_FRAMES: 'every',
    FUNCTION_TIMEOUT: '2',
    VIDEO_CONCURRENCY: '2',
  });
  queuesByProxy(stack);
  partsComeBackAtOnce(stack);
  comeBackAtOnce(stack, 'videos');
});
ava.after.always(() => stack?.stop());

test('of a part that takes longer than the function may, what was looked at is told, and that the rest is missing', async (t) => {
  t.timeout(600_000);
  // One key frame in all, so that it cannot be cut.
  const film = await filmOf([{ seconds: 120, picture: GREY }], { keyEvery: 100_000 });
  const { item } = await filmed(stack, 'slow.mp4', film);
  t.is(item.chunks, 1);
  t.is(item.missing?.length, 1);
  const [{ from, to, reason, message }] = item.missing as [NonNullable<typeof item.missing>[number]];
  t.deepEqual([to, reason], [120, 'too-slow']);
  t.true(from > 0 && from < 120, `${from}`);
  t.regex(
    message!,
    /^The time of the function was over at [\d.]+ s of this part, which is from 0 to 120 s\./,
  );
  t.true(item.frames > 0 && item.frames < 120 * 25, `${item.frames}`);
  await holds(t, stack);
});

for (const [what, seconds] of [
  ['takes too long to be read', 8],
  ['is asked for in vain', 60],
] as const)
  test(`a film that ${what} while it is planned is refused at the fifth try`, async (t) => {
    t.timeout(600_000);
    const key = `plan${seconds}.mp4`;
    // Planning may take 10 s. Who hands it over reads its first bytes, too.
    const slow = stack.proxy.on('s3:GetObject', delay(seconds * 1000), { about: key });
    stack.proxy.on('s3:GetObject', passOn, { about: key, times: 1 });
    const { item } = await stack.analysed(key, await filmOf([{ seconds: 1, picture: GREY }]));
    t.like(item, { status: 'rejected', reason: 'too-slow' });
    if (item.status === 'rejected')
      t.regex(
        item.message,
        /^The time of the function was over when \d+ bytes of the video were read, which has \d+, .* or raise FUNCTION_TIMEOUT\.$/,
      );
    t.is(slow.hits, 5);
    await holds(t, stack);
  });
