import test from 'ava';
import { cutFace } from '../../faces/decode/cutFace.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { seen } from '../../store/sightings.ts';
import { command, type Ended } from '../cli/command.ts';
import { drained, tiny } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { holds } from './support/holds.ts';

let stack: Stack;
let run: ReturnType<typeof command>;
test.before(async () => {
  stack = await startStack({ DETECT_SMALL: 'never', DETECT_TURNED: 'false' });
  run = command(stack.endpoint);
});
test.after.always(() => stack?.stop());

/** All control characters of one byte, but NUL, which no command line can carry. */
const CONTROLS = Array.from({ length: 31 }, (_, code) => String.fromCharCode(code + 1)).join('');
const AWKWARD = [
  ' lead and trail ',
  'a+b c%2Bd%20e%',
  `quote"apostrophe'back\\slash\`<tag>&amp;&lt;{}[]|^~$!*();:@=,?#`,
  '?versionId=1&list-type=2',
  '#fragment',
  '../up.png',
  'x/../y.png',
  './here/./.png',
  '/leading//double///slash.png',
  '..',
  '-rf',
  '__proto__',
  'constructor',
  'Zo\u00eb and Zoe\u0308.png',
  '\u{1f600}\u200d\u{1f3fd}\u202erlo\u2028line\ufeff.png',
  '\u0645\u0631\u062d\u0628\u0627 \u4f60\u597d.png',
  `controls ${CONTROLS}\u007f\u0085`,
  '\u001b[31mred\u001b]0;title\u0007',
  'noncharacters \ufffe\uffff',
  `${'k'.repeat(1020)}.png`,
  `${'\u00e9'.repeat(510)}.png`,
];

test.serial('a key of any characters is dropped, announced, found, told and removed as it is', async (t) => {
  for (const [at, key] of AWKWARD.entries()) {
    const { event, item } = await stack.analysed(key, await tiny(at));
    t.is(event.type, 'Image Analysed', key);
    t.is(event.detail.image, key);
    t.is(item.image, key);
    const ways = [['who', '--json'], ['who']].map((way) => run([...way, '--', key]));
    const [json, words] = (await Promise.all(ways)) as [Ended, Ended];
    t.is(json.code, 0, `${key}: ${json.stderr}`);
    t.like(JSON.parse(json.stdout), { image: key, status: 'analysed', faceCount: 0 });
    t.is(words.code, 0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may reach a terminal
    t.notRegex(words.stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/, key);
  }
  const nul = 'nul\u0000.png';
  await stack.analysed(nul, await tiny(99));
  await holds(t, stack);
  const verified = await run(['verify', '--wait', '0']);
  t.is(verified.code, 0, verified.stdout);
  t.regex(verified.stderr, new RegExp(`^${AWKWARD.length + 1} photos in the bucket, no deviation`));
  for (const key of [...AWKWARD, nul]) {
    await stack.remove(key);
    t.is((await stack.announced(key)).type, 'Image Removed', key);
  }
  await drained(stack);
  for (const key of [...AWKWARD, nul]) t.is((await getImage(stack.store, key))?.status, 'removed', key);
  await holds(t, stack);
});

test.serial('a person is enrolled, matched and removed by a key of any characters', async (t) => {
  const party = await sample(4);
  const { item } = await stack.analysed('party.jpg', party);
  const face = await cutFace(party, (item as Analysed).faces[0]!.box);
  const names = AWKWARD.filter((name) => Buffer.byteLength(name) < 900);
  names.push('x'.repeat(1024 - Buffer.byteLength('people/ann/')));
  for (const name of names) {
    const key = `people/ann/${name}`;
    const { event } = await stack.analysed(key, face);
    t.is(event.type, 'Person Enrolled', key);
    const { item: found } = await stack.analysed('party.jpg', party);
    t.is((found as Analysed).faces[0]!.matchedPhoto, key);
    await stack.remove(key);
    t.is((await stack.announced(key)).type, 'Person Removed', key);
  }
  await stack.analysed('party.jpg', party);
  for await (const page of seen(stack.store, 'ann')) t.deepEqual(page, []);
  await holds(t, stack);
  t.deepEqual(stack.errors, []);
});
