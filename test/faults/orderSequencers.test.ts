import { PutCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import type { ImageItem } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { after, changeOf, isOfALook, NOTHING, padded, revised, wellFormed } from '../../store/sequencer.ts';
import { tell, tiny, untold } from '../support/inbox.ts';
import { type Stack, startStack } from '../support/startStack.ts';

let stack: Stack;
test.before(async () => {
  stack = await startStack({ MAX_BYTES: '100000' });
});
test.after.always(() => stack?.stop());

const itemOf = (key: string) => getImage(stack.store, key);
const dropUntold = async (key: string, number: number) => {
  const body = await tiny(number);
  return (await untold(stack, () => stack.drop(key, body))).etag;
};

test('a place that was looked up comes after its change, in the order of the looks, and before every later change', (t) => {
  const change = padded('0055AED6DCD90281E5');
  const places = [NOTHING, after(NOTHING), padded(`${'0'.repeat(17)}1`), change, after(change)];
  places.push(after(after(change)), padded('0055AED6DCD90281E6'));
  t.deepEqual(places.toSorted(), places);
});

test('a revision comes after its change and the revisions before, and before every later change and look', (t) => {
  const change = padded('0055AED6DCD90281E5');
  const first = revised(change);
  const ofALook = revised(after(change));
  const places = [
    change,
    first,
    revised(first),
    after(change),
    ofALook,
    revised(ofALook),
    after(after(change)),
  ];
  places.push(padded('0055AED6DCD90281E6'));
  t.deepEqual(places.toSorted(), places);
  t.deepEqual([first, revised(first), ofALook].map(changeOf), [change, change, after(change)]);
  t.deepEqual([first, ofALook].map(isOfALook), [false, true]);
  t.is(after(first), after(change), 'a look is a look at the change');
  for (const place of places) t.is(wellFormed(place), place);
  for (const none of [`${change}.`, `${change}.1`, `${change}.0001.0001`, '.0001'])
    t.is(wellFormed(none), NOTHING);
  t.throws(() => revised(`${change}.FFFF`), { instanceOf: RangeError, message: /65,535 times/ });
});

test.serial('a message without a sequencer is a hint to look: what is there is recorded, once', async (t) => {
  const etag = await dropUntold('none.png', 1);
  await tell(stack, 'ObjectCreated:Put', { key: 'none.png', eTag: 'of a version long gone', size: 1 });
  const { event, item } = { event: await stack.announced('none.png'), item: await itemOf('none.png') };
  t.is(event.type, 'Image Analysed');
  t.like(item, { status: 'analysed', etag, sequencer: after(NOTHING) });
  await tell(stack, 'ObjectCreated:Put', { key: 'none.png', eTag: etag, size: 1 });
  await tell(stack, 'ObjectRemoved:Delete', { key: 'none.png' });
  t.deepEqual(await itemOf('none.png'), item, 'told again, and told to be removed, while it is there');
  await untold(stack, () => stack.remove('none.png'));
  await tell(stack, 'ObjectRemoved:Delete', { key: 'none.png' });
  t.is((await itemOf('none.png'))!.status, 'removed');
  t.is((await stack.announced('none.png')).type, 'Image Removed');
});

test.serial('after a look, a late removal of what was there before removes nothing', async (t) => {
  const { item: first } = await stack.analysed('look.png', await tiny(2));
  await untold(stack, () => stack.remove('look.png'));
  const etag = await dropUntold('look.png', 3);
  await tell(stack, 'ObjectCreated:Put', { key: 'look.png', eTag: etag });
  const looked = (await itemOf('look.png'))!;
  t.like(looked, { etag, sequencer: after(first.sequencer) });
  const removal = `${first.sequencer.slice(0, 16)}1`;
  await tell(stack, 'ObjectRemoved:Delete', { key: 'look.png', sequencer: removal });
  t.deepEqual(await itemOf('look.png'), looked);
  const create = `${first.sequencer.slice(0, 16)}2`;
  await tell(stack, 'ObjectCreated:Put', { key: 'look.png', eTag: etag, sequencer: create });
  t.deepEqual(await itemOf('look.png'), looked, 'its own message, late, does nothing twice');
  await stack.announced('look.png');
  const { item } = await stack.analysed('look.png', await tiny(4));
  t.is(item.sequencer.length, 32, 'the next change has its place from S3 again');
});

test.serial('of two changes with one sequencer that one counts which the bucket holds', async (t) => {
  const { item } = await stack.analysed('equal.png', await tiny(5));
  const sequencer = item.sequencer.slice(0, 16);
  const etag = await dropUntold('equal.png', 6);
  await tell(stack, 'ObjectCreated:Put', { key: 'equal.png', eTag: etag, sequencer });
  t.like(await itemOf('equal.png'), { status: 'analysed', etag });
  await tell(stack, 'ObjectCreated:Put', {
    key: 'equal.png',
    eTag: (item as { etag: string }).etag,
    sequencer,
  });
  t.like(await itemOf('equal.png'), { status: 'analysed', etag });
  await tell(stack, 'ObjectRemoved:Delete', { key: 'equal.png', sequencer });
  t.like(await itemOf('equal.png'), { status: 'analysed', etag });
});

test.serial('a bucket that counts anew is followed, by what it holds', async (t) => {
  const key = 'anew.png';
  const { item: first } = await stack.analysed(key, await tiny(7));
  const Item = { ...first, sequencer: padded('FFFFFFFFFFFFFFFF') } as ImageItem;
  await stack.db.send(new PutCommand({ TableName: stack.store.names.images, Item }));
  const { etag } = await stack.drop(key, await tiny(8));
  t.is((await stack.announced(key)).type, 'Image Analysed');
  t.like(await stack.settled(key), { status: 'analysed', etag, sequencer: after(Item.sequencer) });
  await stack.remove(key);
  t.is((await stack.announced(key)).type, 'Image Removed');
  const { item } = await stack.analysed(key, await tiny(9));
  t.is(item.status, 'analysed');
  t.deepEqual(stack.errors, []);
});

const UNREAD: [key: string, why: string, size: number][] = [
  ['people/a:b/late.png', 'bad-person', 100],
  ['late.png', 'too-large', 1_000_000],
];
for (const [key, why, size] of UNREAD)
  test.serial(
    `a late message about a photo that is gone does not bring it back, though it is ${why}`,
    async (t) => {
      await tell(stack, 'ObjectCreated:Put', { key, eTag: 'gone', size, sequencer: '01' });
      t.is(await itemOf(key), undefined);
    },
  );
