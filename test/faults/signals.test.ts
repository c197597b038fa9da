import test from 'ava';
import { cutFace } from '../../faces/decode/cutFace.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import { tiny } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { holds } from './support/holds.ts';
import { holdUp } from './support/holdUp.ts';
import { killFunctions } from './support/killFunctions.ts';
import { shortenVisibility } from './support/shortenTries.ts';
import { type FaultyStack, startFaultyStack } from './support/startFaultyStack.ts';

let stack: FaultyStack;
let party: Buffer;
let face: Buffer;
let plain: Buffer;
test.before(async () => {
  stack = await startFaultyStack({ DETECT_SMALL: 'never', DETECT_TURNED: 'false' });
  await shortenVisibility(stack, 2);
  party = await sample(4);
  plain = await tiny(1);
  const { item } = await stack.analysed('first.jpg', party);
  face = await cutFace(party, (item as Analysed).faces[0]!.box);
  await stack.analysed('people/ann/1.png', face);
});
test.after.always(() => stack?.stop());

type Step = [what: string, request: (key: string) => { operation: string; about: string[] }];
const to = (action: string, table: string) => (key: string) => ({
  operation: `dynamodb:${action}`,
  // Sightings and the gallery's version do not have the photo's key in theirs.
  about: [`"face-inbox-${table}"`, ...(table === 'state' || action === 'DeleteItem' ? [] : [key])],
});
const fetches = (key: string) => ({ operation: 's3:GetObject', about: [encodeURI(key)] });
const announces = (key: string) => ({ operation: 'events:PutEvents', about: [key] });

/** The steps of each change, as the function asks for them. */
const DROP: Step[] = [
  ['the fetch', fetches],
  ['the write', to('PutItem', 'images')],
  ['a sighting', to('PutItem', 'sightings')],
  ['the announcement', announces],
  ['the end of the outbox', to('UpdateItem', 'images')],
];
const REPLACEMENT: Step[] = [['the removal of an old sighting', to('DeleteItem', 'sightings')]];
const ENROLMENT: Step[] = [
  ['the enrolment', to('PutItem', 'people')],
  ["the gallery's new version", to('UpdateItem', 'state')],
];
const REMOVAL: Step[] = [
  ['the tombstone', to('PutItem', 'images')],
  ['the end of an enrolment', to('DeleteItem', 'people')],
];

let count = 0;
const kills = () => stack.errors.filter(({ message }) => /signal: killed/.test(message)).length;

/** A change whose function is killed at that step; the message comes back, and all ends as if nothing had been. */
function killedAt(
  change: string,
  steps: Step[],
  keyOf: (number: number) => string,
  before: (key: string) => Promise<unknown>,
  make: (key: string) => Promise<unknown>,
  expected: { type: string; item: object },
) {
  for (const [what, request] of steps)
    for (const when of ['before', 'after'] as const)
      test.serial(
        `killed ${when} ${what}, the function of ${change} is followed by one that ends it`,
        async (t) => {
          const key = keyOf(++count);
          await before(key);
          const heard = stack.heard.length;
          const killed = kills();
          const hold = holdUp(stack.proxy, when, request(key));
          await make(key);
          await hold.reached;
          killFunctions();
          await holds(t, stack);
          // On a busy machine a second one can be at the same message by then.
          t.true(kills() > killed);
          t.like(await stack.settled(key), expected.item);
          const events = stack.heard.slice(heard).filter(({ detail }) => detail.image === key);
          t.is(new Set(events.map(({ detail }) => detail.id)).size, 1);
          t.is(events[0]!.type, expected.type);
        },
      );
}

const nothing = async () => {};
killedAt(
  'a photo',
  DROP,
  (number) => `step/${number}.jpg`,
  nothing,
  (key) => stack.drop(key, party),
  { type: 'Image Analysed', item: { status: 'analysed', people: new Set(['ann']) } },
);
killedAt(
  'a photo in the place of another',
  REPLACEMENT,
  (number) => `step/${number}.jpg`,
  (key) => stack.analysed(key, party),
  (key) => stack.drop(key, plain),
  { type: 'Image Analysed', item: { status: 'analysed', faceCount: 0 } },
);
killedAt(
  'an enrolment',
  ENROLMENT,
  (number) => `people/zoe ${number}/1.png`,
  nothing,
  (key) => stack.drop(key, face),
  { type: 'Person Enrolled', item: { status: 'enrolled' } },
);
killedAt(
  'a removal',
  REMOVAL,
  (number) => `people/eve ${number}/1.png`,
  (key) => stack.analysed(key, face),
  (key) => stack.remove(key),
  { type: 'Person Removed', item: { status: 'removed' } },
);
