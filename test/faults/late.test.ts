import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { getImage } from '../../store/images.ts';
import { command } from '../cli/command.ts';
import { deviations, drained, tiny } from '../support/inbox.ts';
import { expectAllWell } from './support/expectAllWell.ts';
import { answer } from './support/faults.ts';
import { loseMessages } from './support/loseMessages.ts';
import { shortenTries } from './support/shortenTries.ts';
import { type FaultyStack, startFaultyStack } from './support/startFaultyStack.ts';

let stack: FaultyStack;
let run: ReturnType<typeof command>;
test.before(async () => {
  stack = await startFaultyStack();
  run = command(stack.endpoint);
});
test.afterEach(() => stack.proxy.heal());
test.after.always(() => stack?.stop());

const each = (keys: string[], work: (key: string, at: number) => Promise<unknown>) =>
  Promise.all(keys.map(work));

test.serial(
  'of a tenth of the events being lost, verify states every one, and reconcile mends them all',
  async (t) => {
    const keys = Array.from({ length: 60 }, (_, at) => `lossy/${at}.png`);
    const lost = loseMessages(stack, 0.1);
    await each(keys, async (key, at) => stack.drop(key, await tiny(at)));
    await each(keys.slice(0, 20), async (key, at) => stack.drop(key, await tiny(100 + at)));
    await each(keys.slice(10, 40), (key) => stack.remove(key));
    await drained(stack);
    lost.stop();
    t.log(`${lost.count()} of 110 events lost`);
    t.true(lost.count() > 0);

    const wrong = await deviations(stack);
    // Of a photo whose last event has come, the loss of an earlier one is none.
    t.true(wrong.length > 0 && wrong.length <= lost.count(), `${wrong.length}`);
    const { code, stdout } = await run(['verify', '--wait', '0', '--json']);
    t.deepEqual([code, stdout.trim().split('\n').length], [1, wrong.length]);
    const mended = await run(['reconcile', '--wait', '0']);
    t.is(mended.code, 0, mended.stderr);
    await expectAllWell(t, stack);
    t.is((await run(['verify', '--wait', '0'])).code, 0);
  },
);

/** As DynamoDB does when the time of a tombstone is over. */
const expire = async (image: string) => {
  await stack.db.send(
    new DeleteCommand({
      TableName: stack.store.names.images,
      Key: { image },
      ConditionExpression: '#status = :removed',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':removed': 'removed' },
    }),
  );
};

test.serial(
  'dead letters that are sent back weeks later bring nothing back, and tell what is there now',
  async (t) => {
    await shortenTries(stack, 1);
    const keys = ['gone', 'replaced', 'dropped-again', 'still-there'].map((name) => `late/${name}.png`);
    const [gone, replaced, again, still] = keys as [string, string, string, string];
    const denied = stack.proxy.on('s3:GetObject', answer('AccessDenied'), { about: 'late/' });
    await each(keys, async (key, at) => stack.drop(key, await tiny(200 + at)));
    await drained(stack);
    denied.remove();
    t.regex((await run(['dlq'])).stderr, /^4 messages given up/);

    await stack.remove(gone);
    const newer = await stack.analysed(replaced, await tiny(210));
    await stack.remove(again);
    await drained(stack);
    for (const key of [gone, again]) await expire(key);
    const { event: anew } = await stack.analysed(again, await tiny(211));
    // The bytes of the first time: their ETag is the one that the letter names.
    const bytes = await tiny(202);
    await stack.drop(again, bytes);
    await drained(stack);

    t.is((await run(['redrive'])).stdout, '4 messages sent back, to be tried again one at a time.\n');
    const announced = await expectAllWell(t, stack);
    t.is(await getImage(stack.store, gone), undefined);
    t.is((await getImage(stack.store, replaced))?.sequencer, newer.item.sequencer);
    t.deepEqual(announced[replaced], ['Image Analysed']);
    t.deepEqual(announced[again], ['Image Analysed', 'Image Analysed'], 'by the events of its own');
    t.not(anew.detail.sequencer, (await getImage(stack.store, again))?.sequencer);
    t.deepEqual(announced[still], ['Image Analysed']);
    t.is((await run(['dlq'])).stderr, 'There are no dead letters.\n');
  },
);

test.serial('a removal that is sent back weeks later removes nothing that was dropped since', async (t) => {
  const key = 'late/removal.png';
  await stack.analysed(key, await tiny(220));
  const failing = stack.proxy.on('dynamodb:PutItem', answer('AccessDeniedException'), { about: key });
  await stack.remove(key);
  await drained(stack);
  failing.remove();
  t.regex((await run(['dlq'])).stdout, /late\/removal\.png {2}ObjectRemoved:Delete/);
  const { item } = await stack.analysed(key, await tiny(221));

  await run(['redrive']);
  t.deepEqual((await expectAllWell(t, stack))[key], ['Image Analysed', 'Image Analysed']);
  t.deepEqual(await getImage(stack.store, key), item);
});
