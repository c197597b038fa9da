import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import ava from 'ava';
import { holds } from '../faults/support/holds.ts';
import { holdUp } from '../faults/support/holdUp.ts';
import { killFunctions } from '../faults/support/killFunctions.ts';
import { shortenVisibility } from '../faults/support/shortenTries.ts';
import { type FaultyStack, startFaultyStack } from '../faults/support/startFaultyStack.ts';
import { castOf, filmOf, GREY } from './film.ts';

const test = ava.serial;
let stack: FaultyStack;
let film: Buffer;

ava.before(async () => {
  stack = await startFaultyStack({ VIDEO_CHUNK_SECONDS: '1', VIDEO_CONCURRENCY: '2' });
  await shortenVisibility(stack, 8);
  const cast = await castOf(stack);
  await stack.analysed('people/ann/1.png', cast.portraits[0]!);
  film = await filmOf([
    { seconds: 1, picture: GREY },
    { seconds: 1, picture: cast.pictures[0]! },
  ]);
});
ava.after.always(() => stack?.stop());

type Request = Parameters<typeof holdUp>[2];
const to = (action: string, table: string, ...about: string[]): Request => ({
  operation: `dynamodb:${action}`,
  about: [`"face-inbox-${table}"`, ...about],
});

/** The steps of a film, as its functions ask for them; of a function that is killed there, another one ends it. */
const STEPS: [what: string, when: 'before' | 'after', request: (key: string) => Request][] = [
  ['the message to who plans it', 'before', () => to('GetItem', 'images')],
  ['the plan', 'after', (key) => to('PutItem', 'chunks', '"plan"', key)],
  ['the item that is looked at', 'after', (key) => to('PutItem', 'images', 'analysing', key)],
  ['the reading of the film', 'before', (key) => ({ operation: 's3:GetObject', about: [key] })],
  ['the row of a part', 'after', (key) => to('PutItem', 'chunks', '000001', key)],
  ['the count of a part', 'after', () => to('UpdateItem', 'chunks', 'ADD done')],
  ['the result', 'before', (key) => to('PutItem', 'images', 'analysed"', key)],
  ['the result', 'after', (key) => to('PutItem', 'images', 'analysed"', key)],
  ['a sighting', 'after', (key) => to('PutItem', 'sightings', key)],
  ['the end of the rows', 'after', () => to('DeleteItem', 'chunks', '000000')],
  ['the announcement', 'after', (key) => ({ operation: 'events:PutEvents', about: [key] })],
  ['the end of the outbox', 'before', (key) => to('UpdateItem', 'images', 'REMOVE pending', key)],
];

for (const [number, [what, when, request]] of STEPS.entries())
  test(`killed ${when} ${what}, the function of a film is followed by one that ends it`, async (t) => {
    t.timeout(120_000);
    const key = `step${number}.mp4`;
    const hold = holdUp(stack.proxy, when, request(key));
    await stack.drop(key, film);
    await hold.reached;
    killFunctions();
    await holds(t, stack);
    const item = await stack.settled(key);
    t.like(item, { status: 'analysed', kind: 'video', people: new Set(['ann']), trackCount: 1 });
    t.false('missing' in item!);
    const events = stack.heard.filter(({ detail }) => detail.image === key);
    t.is(new Set(events.map(({ detail }) => detail.id)).size, 1);
    const { Count } = await stack.db.send(
      new ScanCommand({ TableName: stack.store.names.chunks, ConsistentRead: true }),
    );
    t.is(Count, 0);
  });
