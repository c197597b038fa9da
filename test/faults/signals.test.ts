import test from 'ava';
import { cutFace } from '../../local/demo/cutFace.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import { tiny } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { killFunctions } from './support/functionProcesses.ts';
import { holds } from './support/holds.ts';
import { type Asked, type HoldingProxy, openHoldingProxy } from './support/openHoldingProxy.ts';
import { shortenVisibility } from './support/shortenTries.ts';

let proxy: HoldingProxy;
let stack: Stack;
let party: Buffer;
let face: Buffer;
let plain: Buffer;
test.before(async () => {
  stack = await startStack(
    { DETECT_SMALL: 'never', DETECT_TURNED: 'false' },
    undefined,
    undefined,
    async (endpoint) => {
      proxy = await openHoldingProxy(endpoint);
      return proxy.endpoint;
    },
  );
  await shortenVisibility(stack, 2);
  party = await sample(4);
  plain = await tiny(1);
  const { item } = await stack.analysed('first.jpg', party);
  face = await cutFace(party, (item as Analysed).faces[0]!.box);
  await stack.analysed('people/ann/1.png', face);
});
test.after.always(async () => {
  await stack?.stop();
  await proxy?.close();
});

const to = (action: string, table: string) => (key: string) => (asked: Asked) =>
  asked.action === action &&
  asked.text.includes(`"face-inbox-${table}"`) &&
  // Sightings and the gallery's version do not have the photo's key in theirs.
  (table === 'state' || action === 'DeleteItem' || asked.text.includes(key));

const fetches = (key: string) => (asked: Asked) => asked.action === 'GET' && asked.text.includes(key);
const announces = (key: string) => (asked: Asked) => asked.action === 'PutEvents' && asked.text.includes(key);

type Step = [what: string, matches: (key: string) => (asked: Asked) => boolean];
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
  for (const [what, matches] of steps)
    for (const when of ['before', 'after'] as const)
      test.serial(
        `killed ${when} ${what}, the function of ${change} is followed by one that ends it`,
        async (t) => {
          const key = keyOf(++count);
          await before(key);
          const heard = stack.heard.length;
          const killed = kills();
          const hold = proxy.hold(when, matches(key));
          await make(key);
          await hold.reached;
          killFunctions();
          await holds(t, stack);
          t.is(kills(), killed + 1);
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
