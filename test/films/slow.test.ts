import ava from 'ava';
import { holds } from '../faults/support/holds.ts';
import { type FaultyStack, startFaultyStack } from '../faults/support/startFaultyStack.ts';
import { filmed, filmOf, GREY } from './film.ts';
import { partsComeBackAtOnce, queuesByProxy } from './queuesByProxy.ts';

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
});
ava.after.always(() => stack?.stop());

ava(
  'of a part that takes longer than the function may, what was looked at is told, and that the rest is missing',
  async (t) => {
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
  },
);
