import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import pMap from 'p-map';
import { readSettings } from '../../config/settings.ts';
import { cutFace } from '../../faces/decode/cutFace.ts';
import type { LogLine } from '../../local/lambda/openLambdaHost.ts';
import { callsOf } from '../../local/lambda/QueueCalls.ts';
import { startFunctions } from '../../local/startFunctions.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import { command } from '../cli/command.ts';
import { tiny } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { holds } from './support/holds.ts';
import { holdUp } from './support/holdUp.ts';
import { type FaultyStack, startFaultyStack } from './support/startFaultyStack.ts';

/* What else happens while a function is at a photo: it is held up at one of its steps, and goes on afterwards. */

const SETTINGS = { DETECT_SMALL: 'never', DETECT_TURNED: 'false', CONCURRENCY: '2' };

let stack: FaultyStack;
const logged: LogLine[] = [];
let party: Buffer;
let faces: Buffer[];
test.before(async () => {
  stack = await startFaultyStack(SETTINGS, (line) => void logged.push(line));
  party = await sample(4);
  const { item } = await stack.analysed('first.jpg', party);
  faces = await Promise.all((item as Analysed).faces.map(({ box }) => cutFace(party, box)));
});
test.after.always(() => stack?.stop());

const writes = (table: string, text: string) => ({
  operation: 'dynamodb:PutItem',
  about: [`"face-inbox-${table}"`, text],
});
const announces = (key: string) => ({ operation: 'events:PutEvents', about: [key] });

/** Everything in every table, as text. */
async function everything(): Promise<string> {
  const tables = Object.values(stack.store.names).map(async (TableName) => {
    const { Items } = await stack.db.send(new ScanCommand({ TableName, ConsistentRead: true }));
    return JSON.stringify(Items, (_, part) => (part instanceof Set ? [...part] : part));
  });
  return (await Promise.all(tables)).join('\n');
}

const peopleOf = async (key: string) => [...(((await stack.settled(key)) as Analysed).people ?? [])];

for (const [what, request] of [
  ['its result is written', (key: string) => writes('images', key)],
  ['a sighting is written', () => writes('sightings', 'bea')],
  ['it is announced', announces],
] as const)
  test.serial(
    `a person who is forgotten while a photo of them waits before ${what} is nowhere`,
    async (t) => {
      const key = `${what.replaceAll(' ', '-')}.jpg`;
      await stack.analysed('people/bea/1.png', faces[0]!);
      const hold = holdUp(stack.proxy, 'before', request(key));
      await stack.drop(key, party);
      await hold.reached;
      const forgetting = command(stack.endpoint)(['forget', 'bea', '--yes']);
      // The enrolment goes while the photo is held up; the command waits for what is at work.
      while (!(await stack.announced('people/bea/1.png')).type.includes('Removed'));
      hold.release();
      const { code, stdout, stderr } = await forgetting;
      t.is(code, 0, stdout + stderr);
      t.false((await everything()).includes('bea'), 'as soon as the command has ended');
      await holds(t, stack);
      t.false((await everything()).includes('bea'), 'and when all is done');
      t.deepEqual(await peopleOf(key), []);
    },
  );

test.serial(
  'a person who is enrolled, replaced or removed while a photo is matched is told as of one moment',
  async (t) => {
    await stack.analysed('people/cleo/1.png', faces[0]!);
    const changes: [what: string, make: () => Promise<unknown>][] = [
      ['enrolled', () => stack.drop('people/dora/1.png', faces[1]!)],
      ['replaced', () => stack.drop('people/cleo/1.png', faces[2]!)],
      ['removed', () => stack.remove('people/cleo/1.png')],
    ];
    const before = [['cleo'], ['cleo', 'dora'], ['cleo', 'dora']];
    const after = [['cleo', 'dora'], ['cleo', 'dora'], ['dora']];
    for (const [at, [what, make]] of changes.entries()) {
      const key = `${what}.jpg`;
      const enrolment = what === 'enrolled' ? 'people/dora/1.png' : 'people/cleo/1.png';
      const hold = holdUp(stack.proxy, 'before', writes('images', key));
      await stack.drop(key, party);
      await hold.reached;
      const told = stack.heard.filter(({ detail }) => detail.image === enrolment).length;
      await make();
      while (stack.heard.filter(({ detail }) => detail.image === enrolment).length === told)
        await stack.announced(enrolment);
      hold.release();
      await holds(t, stack);
      t.deepEqual((await peopleOf(key)).sort(), before[at], `${what}: as it was when the photo was matched`);
      await stack.analysed(`after-${key}`, party);
      t.deepEqual((await peopleOf(`after-${key}`)).sort(), after[at], `${what}: as it is for the next photo`);
    }
  },
);

test.serial('two versions of the functions at one inbox leave it as one does', async (t) => {
  const other: LogLine[] = [];
  const settings = readSettings({ ...SETTINGS, PRECISION: 'fp32', ALIGNMENT: 'trained', LOG_LEVEL: 'DEBUG' });
  const functions = startFunctions({
    plan: stack.topology,
    settings,
    endpoint: stack.endpoint,
    region: stack.region,
    calls: callsOf(stack.clients.sqs),
    onLog: (line) => void other.push(line),
    onError: (error) => void stack.errors.push(error),
  });
  await functions.start();
  try {
    logged.length = 0;
    const numbers = Array.from({ length: 40 }, (_, at) => at);
    await pMap(
      numbers,
      async (at) => {
        await stack.drop(`two/${at}.jpg`, at % 4 === 0 ? party : await tiny(at));
        if (at % 3 === 0) await stack.drop(`two/${at}.jpg`, party);
        // Each of those who stay has a face of her own.
        if (at % 5 === 0) await stack.drop(`people/eve ${at}/1.png`, faces[Math.floor(at / 10)]!);
        if (at % 10 === 0) await stack.remove(`people/eve ${at}/1.png`);
        if (at % 7 === 0) await stack.remove(`two/${at}.jpg`);
      },
      { concurrency: 8 },
    );
    await holds(t, stack);
    for (const lines of [logged, other])
      t.true(
        lines.filter(({ line }) => line.includes('"message":"change"')).length >= 5,
        'both were at work',
      );
    // Whoever of the two enrolled somebody, the other knows them: both make descriptors of one space.
    for (let at = 0; at < 4; at++) {
      await stack.analysed(`known/${at}.jpg`, party);
      const known = await peopleOf(`known/${at}.jpg`);
      // Eve 15 has the face of Dora, who is enrolled by now: between them nobody is named.
      t.deepEqual(known.sort(), ['eve 25', 'eve 35', 'eve 5']);
    }
  } finally {
    await functions.stop();
  }
});
