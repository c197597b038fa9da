import test from 'ava';
import { getImage } from '../../store/images.ts';
import { command } from '../cli/command.ts';
import { drained, tiny } from '../support/inbox.ts';
import { expectAllWell } from './support/expectAllWell.ts';
import { answer, hold, loseAnswer, refuse, resetMidway, shortBody, understate } from './support/faults.ts';
import type { Fault } from './support/openFaultyProxy.ts';
import { shortenTries } from './support/shortenTries.ts';
import { type FaultyStack, startFaultyStack } from './support/startFaultyStack.ts';

let stack: FaultyStack;
test.before(async () => {
  stack = await startFaultyStack();
});
test.afterEach(() => stack.proxy.heal());
test.after.always(() => stack?.stop());

/** Drops a photo, and does `work` when the function has its event and has not read it yet. */
async function beforeRead(key: string, number: number, work: () => Promise<unknown>): Promise<void> {
  const done = Promise.withResolvers<void>();
  const read = stack.proxy.on('s3:GetObject', hold(done.promise), { about: key, times: 1 });
  await stack.drop(key, await tiny(number));
  await read.first;
  await work();
  done.resolve();
}

test.serial('a photo that is removed between its event and its read leaves nothing behind', async (t) => {
  await beforeRead('gone.png', 1, () => stack.remove('gone.png'));
  const announced = await expectAllWell(t, stack);
  t.is((await stack.settled('gone.png'))?.status, 'removed');
  t.is(announced['gone.png'], undefined, 'of what nobody was told of, no removal is told');
});

test.serial(
  'a photo that is replaced between its event and its read is told as it is now, once',
  async (t) => {
    let etag = '';
    await beforeRead('replaced.png', 2, async () => {
      etag = (await stack.drop('replaced.png', await tiny(3))).etag;
    });
    t.deepEqual((await expectAllWell(t, stack))['replaced.png'], ['Image Analysed']);
    t.like(await getImage(stack.store, 'replaced.png'), { status: 'analysed', etag });
  },
);

const READS: [how: string, fault: Fault, times: number][] = [
  ['connection is refused', refuse, 2],
  ['answer is lost', loseAnswer, 2],
  ['answer is 503 SlowDown', answer('SlowDown'), 2],
  ['body is reset midway', resetMidway, 1],
  ['body is shorter than announced', shortBody, 1],
  ['announced length is too short', understate(20), 1],
];
test.serial('however a read of the bucket breaks, the photo is read again and never refused', async (t) => {
  const keys = READS.map(([how]) => `${how.replaceAll(' ', '-')}.png`);
  const faults = READS.map(([, fault, times], at) =>
    stack.proxy.on('s3:GetObject', fault, { about: keys[at]!, times }),
  );
  await Promise.all(keys.map(async (key, at) => stack.drop(key, await tiny(10 + at))));
  const announced = await expectAllWell(t, stack);
  for (const [at, key] of keys.entries()) {
    t.is(faults[at]!.hits, READS[at]![2], key);
    t.deepEqual(announced[key], ['Image Analysed'], key);
  }
});

test.serial(
  'a read that is denied ends among the dead letters, is told there, and succeeds when sent back',
  async (t) => {
    const run = command(stack.endpoint);
    await shortenTries(stack, 2);
    const denied = stack.proxy.on('s3:GetObject', answer('AccessDenied'), { about: 'denied.png' });
    await stack.drop('denied.png', await tiny(4));
    await drained(stack);
    t.is(denied.hits, 2, 'retried');
    const { stdout } = await run(['dlq']);
    t.regex(
      stdout,
      /^\S+Z {2}denied\.png {2}ObjectCreated:Put, received 3 times\n.* failed with AccessDenied: /,
    );
    t.regex((await run(['doctor'])).stdout, /dead-letters: 1 message given up after several tries/);
    t.is(await getImage(stack.store, 'denied.png'), undefined, 'not refused');

    denied.remove();
    const redriven = await run(['redrive']);
    t.is(redriven.stdout, '1 message sent back, to be tried again one at a time.\n', redriven.stderr);
    t.is((await stack.announced('denied.png')).type, 'Image Analysed');
    await expectAllWell(t, stack);
    t.is((await run(['dlq'])).stderr, 'There are no dead letters.\n');
  },
);
