import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import test from 'ava';
import type { Analysed } from '../../store/ImageItem.ts';
import { enrolledPhotos, unpack } from '../../store/people.ts';
import { deviations } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { command, cutOut, folderOf } from './command.ts';

let from: Stack;
let to: Stack;
let runFrom: ReturnType<typeof command>;
let runTo: ReturnType<typeof command>;
let folder: Awaited<ReturnType<typeof folderOf>>;
let group: Buffer;

test.before(async () => {
  [from, to] = await Promise.all([startStack(), startStack()]);
  [runFrom, runTo] = [command(from.endpoint), command(to.endpoint)];
  folder = await folderOf({});
  group = await sample(1);
  const { item } = await from.analysed('first.jpg', group);
  const [ann, zoe] = await Promise.all((item as Analysed).faces.map((face) => cutOut(group, face)));
  await from.analysed('people/ann/1.jpg', ann!);
  await from.analysed('people/ann/sub/2.jpg', ann!);
  await from.analysed('people/Zo\u00eb/1.jpg', zoe!);
});
test.after.always(async () => {
  await folder?.remove();
  await Promise.all([from?.stop(), to?.stop()]);
});

const cwd = () => ({ cwd: folder.dir });
const keysIn = async ({ clients, store }: Stack) =>
  ((await clients.s3.send(new ListObjectsV2Command({ Bucket: store.bucket }))).Contents ?? []).map(
    ({ Key }) => Key!,
  );
/** Who is in the group's photo, as the inbox says, without what tells where the enrolled photos lie. */
async function who(stack: Stack, key: string) {
  const { item } = await stack.analysed(key, group);
  return (item as Analysed).faces.map(({ matchedPhoto, ...face }) => face);
}

test.serial(
  'people go out as lines of JSON and come in as descriptors: the same photo then has the same result',
  async (t) => {
    const out = await runFrom(['people', 'export'], cwd());
    t.deepEqual([out.code, out.stdout], [0, '3 photos of 2 people: people.jsonl\n'], out.stderr);
    const lines = (await readFile(join(folder.dir, 'people.jsonl'), 'utf8')).trim().split('\n');
    t.like(JSON.parse(lines.find((line) => line.includes('sub'))!), {
      format: 'face-inbox-descriptor/1',
      person: 'ann',
      photo: 'people/ann/sub/2.jpg',
      file: 'sub/2.jpg',
      space: 'dlib-resnet-128',
    });

    const come = await runTo(['people', 'import', 'people.jsonl'], cwd());
    t.deepEqual([come.code, come.stdout], [0, '3 enrolled, 0 already there, 0 not.\n'], come.stderr);
    t.deepEqual(await keysIn(to), [
      'people/Zo\u00eb/1.jpg.descriptor.json',
      'people/ann/1.jpg.descriptor.json',
      'people/ann/sub/2.jpg.descriptor.json',
    ]);
    const key = 'people/ann/1.jpg.descriptor.json';
    t.like(await to.announced(key), {
      type: 'Person Enrolled',
      detail: { person: 'ann', format: 'descriptor' },
    });
    const item = await to.settled(key);
    t.like(item, { status: 'enrolled', person: 'ann', format: 'descriptor', faceCount: 0, faces: [] });
    t.false('width' in item!);
    const [before] = await enrolledPhotos(from.store, 'ann');
    const [after] = await enrolledPhotos(to.store, 'ann');
    t.deepEqual(unpack(after!.descriptor), unpack(before!.descriptor));
    t.deepEqual([after!.quality, after!.box, after!.engine], [before!.quality, before!.box, before!.engine]);
    t.deepEqual(await who(to, 'group.jpg'), await who(from, 'group.jpg'));
    t.deepEqual(await deviations(to), []);
  },
);

test.serial('what is there is not sent again, and an export of what came in is what came', async (t) => {
  const again = await runTo(['people', 'import', 'people.jsonl'], cwd());
  t.deepEqual([again.code, again.stdout], [0, '0 enrolled, 3 already there, 0 not.\n']);
  const itself = await runFrom(['people', 'import', 'people.jsonl'], cwd());
  t.is(itself.stdout, '0 enrolled, 3 already there, 0 not.\n', 'the photos enrol them');

  t.is((await runTo(['people', 'export', 'back.jsonl', '--person', 'ann'], cwd())).code, 0);
  const described = async (file: string) =>
    (await readFile(join(folder.dir, file), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ person }) => person === 'ann')
      .map(({ descriptors }) => descriptors);
  t.deepEqual(await described('back.jsonl'), await described('people.jsonl'));
  const there = await runTo(['people', 'export', 'back.jsonl'], cwd());
  t.is(there.code, 2);
  t.regex(there.stderr, /^back\.jsonl is there already.*--force/);
  const nobody = await runTo(['people', 'export', 'x.jsonl', '--person', 'bob'], cwd());
  t.is(nobody.code, 4);
});

test.serial('who shows such an enrolment, and draws nothing of it', async (t) => {
  const key = 'people/ann/1.jpg.descriptor.json';
  const { code, stdout } = await runTo(['who', key]);
  t.is(code, 0);
  t.regex(stdout, /picture +none: a descriptor from elsewhere$/m);
  t.regex(stdout, /result +enrols ann$/m);
  const drawn = await runTo(['who', key, '--draw', 'x.png'], cwd());
  t.is(drawn.code, 2);
  t.regex(drawn.stderr, /no photo, so there is nothing to draw/);
  t.regex(
    (await runTo(['people', 'show', 'ann'])).stdout,
    /^people\/ann\/1\.jpg\.descriptor\.json +\S+ +\d+ +[\d.]+ /m,
  );
});

test.serial('a descriptor goes as a photo does: removed, overwritten, forgotten', async (t) => {
  const key = 'people/ann/1.jpg.descriptor.json';
  await to.drop(
    key,
    await readFile(join(folder.dir, 'people.jsonl'), 'utf8').then((all) =>
      all.split('\n')[0]!.replace(/"float32":"\w{8}/, '"float32":"AAAA'),
    ),
  );
  const refused = await to.announced(key);
  t.like(refused, { type: 'Enrolment Rejected', detail: { reason: 'bad-descriptor', person: 'ann' } });
  t.deepEqual(
    (await enrolledPhotos(to.store, 'ann')).map(({ photo }) => photo),
    ['people/ann/sub/2.jpg.descriptor.json'],
  );
  const removed = await runTo(['people', 'remove-photo', 'ann', 'sub/2.jpg.descriptor.json', '--yes']);
  t.regex(removed.stdout, /ann is unknown now/);
  t.is((await to.announced('people/ann/sub/2.jpg.descriptor.json')).type, 'Person Enrolled');
  t.is((await to.announced('people/ann/sub/2.jpg.descriptor.json')).type, 'Person Removed');
  const forgotten = await runTo(['forget', 'Zo\u00eb', '--yes']);
  t.is(forgotten.code, 0, forgotten.stderr);
  t.is((await runTo(['people', 'remove', 'ann', '--yes'])).code, 0);
  t.deepEqual(await deviations(to), []);
});

test.serial('outside of people/ such a document is no image', async (t) => {
  const text = (await readFile(join(folder.dir, 'people.jsonl'), 'utf8')).split('\n')[0]!;
  const { item } = await to.analysed('elsewhere.json', text);
  t.like(item, { status: 'rejected', reason: 'not-an-image' });
});

test.serial('people go out as a folder of photos and come in as if each was enrolled', async (t) => {
  const out = await runFrom(['people', 'export', 'photos'], cwd());
  t.deepEqual([out.code, out.stdout], [0, '3 photos of 2 people: photos\n'], out.stderr);
  t.deepEqual((await readdir(join(folder.dir, 'photos/ann'), { recursive: true })).sort(), [
    '1.jpg',
    'sub',
    'sub/2.jpg',
  ]);
  const again = await runFrom(['people', 'export', 'photos'], cwd());
  t.is(again.stderr.match(/already there/g)?.length, 3);
  await folder.write('photos/ann/notes.txt', 'no photo');
  await folder.write('photos/loose.png', await sample(2));

  const come = await runTo(['people', 'import', 'photos'], cwd());
  t.deepEqual([come.code, come.stdout], [0, '3 enrolled, 0 already there, 0 not.\n'], come.stderr);
  t.regex(come.stderr, /nobody's folder: 1 photo\./);
  t.deepEqual(await who(to, 'again.jpg'), await who(from, 'again.jpg'));
  t.like(await to.settled('people/ann/1.jpg'), { format: 'jpeg', faceCount: 1 });

  await folder.write('photos/ann/1.jpg', 'another file');
  const other = await runFrom(['people', 'export', 'photos'], cwd());
  t.is(other.code, 1);
  t.regex(other.stderr, /people\/ann\/1\.jpg: .* is another file\. Use --force/);
  await folder.write('wrong/***/1.jpg', group);
  const wrong = await runTo(['people', 'import', 'wrong'], cwd());
  t.is(wrong.code, 2);
  t.regex(wrong.stderr, /folder "\*\*\*", which can be nobody's name/);
});

test.serial('vectors go out as AWSLambdaFace wrote them and come in again, a file a person', async (t) => {
  const file = await runFrom(['people', 'export', 'all.csv'], cwd());
  t.is(file.code, 2);
  t.regex(file.stderr, /no place for names, and these are 2 people.*--person/s);
  const out = await runFrom(['people', 'export', 'vectors', '--format', 'csv'], cwd());
  t.is(out.code, 0, out.stderr);
  const lines = (await readFile(join(folder.dir, 'vectors/ann.csv'), 'utf8')).trim().split('\n');
  t.is(lines.length, 2);
  const [ann] = await enrolledPhotos(from.store, 'ann');
  t.deepEqual(Float32Array.from(lines[0]!.split(','), Number), unpack(ann!.descriptor));

  await runTo(['people', 'remove', 'ann', '--yes']);
  await runTo(['people', 'remove', 'Zo\u00eb', '--yes']);
  // print() of the original leaves an empty line at the end.
  await folder.write('ann.model.csv', `${lines.join('\n')}\n\n`);
  const come = await runTo(['people', 'import', 'ann.model.csv'], cwd());
  t.deepEqual([come.code, come.stdout], [0, '2 enrolled, 0 already there, 0 not.\n'], come.stderr);
  t.deepEqual(
    (await enrolledPhotos(to.store, 'ann')).map(({ photo }) => photo),
    ['people/ann/ann.model-1.descriptor.json', 'people/ann/ann.model-2.descriptor.json'],
  );
  const { item } = await to.analysed('third.jpg', group);
  t.deepEqual([...(item as Analysed).people!], ['ann']);
});

test.serial(
  'vectors of OpenFace are refused, and of use to nobody where they are called by their own space',
  async (t) => {
    const unit = Array.from({ length: 128 }, () => 1 / Math.sqrt(128)).join(',');
    await folder.write('john.model.csv', `${unit}\n`);
    const refused = await runTo(['people', 'import', 'john.model.csv'], cwd());
    t.is(refused.code, 2);
    t.regex(refused.stderr, /nothing was sent\.\nline 1: It has a vector of length 1\.000.*OpenFace/);
    const taken = await runTo(
      ['people', 'import', 'john.model.csv', '--space', 'openface-nn4-small2'],
      cwd(),
    );
    t.is(taken.code, 0, taken.stderr);
    t.regex(taken.stderr, /1 descriptor of other spaces than dlib-resnet-128.* found in no photo/);
    t.is((await enrolledPhotos(to.store, 'john'))[0]!.space, 'openface-nn4-small2');

    const again = await runTo(['reenrol']);
    t.is(again.code, 0, again.stderr);
    t.regex(
      again.stderr,
      /john\.model-1\.descriptor\.json \(openface-nn4-small2\): descriptor\. Only a descriptor is kept/,
    );
  },
);

test.serial('nothing is sent of a file that is not right, and its lines are named', async (t) => {
  const before = await keysIn(to);
  const [line] = (await readFile(join(folder.dir, 'people.jsonl'), 'utf8')).split('\n');
  const other = (change: object) => JSON.stringify({ ...JSON.parse(line!), ...change });
  await folder.write('bad.jsonl', [line, 'x', line, other({ person: '***' }), other({ file: 7 })].join('\n'));
  const json = await runTo(['people', 'import', 'bad.jsonl'], cwd());
  t.is(json.code, 2);
  t.regex(
    json.stderr,
    /^bad\.jsonl cannot be imported; nothing was sent\.\nline 2: .* is no JSON.*\nline 3: .*as line 1/,
  );
  t.regex(json.stderr, /^line 4: It has the person "\*\*\*".*\nline 5: It has no "file"/m);
  await folder.write('bad.csv', '1,2,x\n');
  t.regex((await runTo(['people', 'import', 'bad.csv'], cwd())).stderr, /line 1: It has as number 3 "x"/);
  t.regex((await runTo(['people', 'import', 'nowhere.jsonl'], cwd())).stderr, /no such file/);
  t.is((await runTo(['people', 'import', 'people.jsonl', '--space', 'x'], cwd())).code, 2);
  t.is((await runTo(['people', 'export', 'people.xml'], cwd())).code, 2);
  t.deepEqual(await keysIn(to), before);
});

test.serial('an import that is interrupted goes on from there', async (t) => {
  const [line] = (await readFile(join(folder.dir, 'people.jsonl'), 'utf8')).split('\n');
  const many = Array.from({ length: 200 }, (_, at) =>
    JSON.stringify({ ...JSON.parse(line!), person: `p${at}`, file: 'a.jpg' }),
  );
  await folder.write('many.jsonl', many.join('\n'));
  const cut = await runTo(['people', 'import', 'many.jsonl'], { ...cwd(), interruptAt: /enrolled: / });
  t.is(cut.code, 130, cut.stderr);
  t.regex(cut.stderr, /Interrupted\. The same command goes on from here\./);
  const rest = await runTo(['people', 'import', 'many.jsonl'], cwd());
  t.is(rest.code, 0, rest.stderr);
  const [, enrolled, there] = /^(\d+) enrolled, (\d+) already there, 0 not\.$/m.exec(rest.stdout)!;
  t.is(Number(enrolled) + Number(there), 200);
  t.true(Number(there) > 0);
});
