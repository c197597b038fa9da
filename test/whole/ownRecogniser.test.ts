import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import ava from 'ava';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { similarity } from '../../faces/match/similarity.ts';
import type { Analysed, FaceItem } from '../../store/ImageItem.ts';
import { type PersonItem, unpack } from '../../store/people.ts';
import { command } from '../cli/command.ts';
import { MANIFEST, smallModel, writeRecogniser } from '../support/ownRecogniser.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';

const test = ava.serial;
const OWN = MANIFEST.space;
const BUILT_IN = 'dlib-resnet-128';

let folder: string;
/** Of the recogniser's manifest. */
let manifest: string;
let photo: Buffer;
let stack: Stack | undefined;

ava.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-inbox-recogniser-'));
  manifest = await writeRecogniser(join(folder, 'recogniser'), smallModel({ dimensions: 512 }));
  photo = await sample(3);
});
ava.after.always(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** All of face-inbox on what was kept before. */
async function start(environment: Record<string, string>): Promise<Stack> {
  await stack?.stop();
  stack = undefined;
  stack = await startStack({ THREADS: '1', ...environment }, join(folder, 'data'));
  return stack;
}

/** The faces of the photo, as it is analysed now; from left to right. */
async function faces({ analysed }: Stack): Promise<FaceItem[]> {
  const { item } = await analysed('sample3.jpg', photo);
  const { status, faces: found } = item as Analysed;
  if (status !== 'analysed' || found.length !== 3) throw new Error(JSON.stringify(item));
  return found.toSorted((a, b) => a.box.left - b.box.left);
}

const keyOf = (person: string) => `people/${person}/cut.png`;

async function enrol({ analysed }: Stack, person: string, { box }: FaceItem): Promise<void> {
  const { event } = await analysed(keyOf(person), await cutFace(photo, box));
  if (event.type !== 'Person Enrolled') throw new Error(JSON.stringify(event));
}

async function personItem({ db, store }: Stack, person: string): Promise<PersonItem> {
  const Key = { person, photo: keyOf(person) };
  return (await db.send(new GetCommand({ TableName: store.names.people, Key }))).Item as PersonItem;
}

const lengthOf = (descriptor: Float32Array) => Math.hypot(...descriptor);

test('whom the built-in recogniser has enrolled, a recogniser of one’s own does not know', async (t) => {
  const before = await start({});
  const [left] = await faces(before);
  await enrol(before, 'ann', left!);
  t.is((await personItem(before, 'ann')).space, BUILT_IN);
  t.is((await faces(before))[0]!.person, 'ann');

  const after = await start({ RECOGNISER: manifest });
  const again = await faces(after);
  t.deepEqual(
    again.map(({ decision, runnerUp }) => ({ decision, runnerUp })),
    Array(3).fill({ decision: 'unknown', runnerUp: undefined }),
  );
  t.deepEqual(after.errors, []);
});

test('it enrols and matches in its own space, by its own limit and calibration', async (t) => {
  const [, middle] = await faces(stack!);
  await enrol(stack!, 'ben', middle!);
  const { space, engine, descriptor } = await personItem(stack!, 'ben');
  t.is(space, OWN);
  t.is(engine.name, 'onnx');
  t.regex(engine.weights, /, small \(MIT\)$/);
  t.is(unpack(descriptor).length, 512);
  t.true(Math.abs(lengthOf(unpack(descriptor)) - 1) < 1e-6);

  const [first, second, third] = await faces(stack!);
  t.like(second, { decision: 'matched', person: 'ben', matchedPhoto: keyOf('ben') });
  const [said, reckoned] = [second!.similarity!, similarity(second!.distance!, MANIFEST.calibration)];
  t.true(Math.abs(said - reckoned) <= 0.11, `${said} instead of ${reckoned}`);
  t.is(second!.limit, MANIFEST.match.limit);
  for (const other of [first!, third!]) {
    t.like(other, { decision: 'unknown', limit: MANIFEST.match.limit });
    t.is(other.runnerUp!.person, 'ben');
    t.true(other.runnerUp!.distance > MANIFEST.match.limit);
  }
});

test('reenrol brings over whom the built-in recogniser has enrolled, and keeps them for it', async (t) => {
  const run = command(stack!.endpoint);
  const environment = { RECOGNISER: manifest, THREADS: '1' };
  const { code, stdout, stderr } = await run(['reenrol', '--json'], { environment });
  t.is(code, 0, stderr);
  t.like(JSON.parse(stdout), { space: OWN, photos: 2, reenrolled: 1, missing: 0 });
  const { space, descriptor, others } = await personItem(stack!, 'ann');
  t.is(space, BUILT_IN);
  t.is(unpack(descriptor).length, 128);
  t.deepEqual(Object.keys(others!), [OWN]);
  t.is(unpack(others![OWN]!.descriptor).length, 512);
  t.deepEqual(
    (await faces(stack!)).map(({ person }) => person),
    ['ann', 'ben', undefined],
  );
  const back = await start({});
  t.deepEqual(
    (await faces(back)).map(({ person }) => person),
    ['ann', undefined, undefined],
  );
});

test('functions whose recogniser cannot be opened do not start, and say why', async (t) => {
  const error = await t.throwsAsync(start({ RECOGNISER: join(folder, 'nowhere.json') }));
  t.regex(error!.message, /RECOGNISER is .*nowhere\.json, but must be the path of a recogniser's manifest/);
});
