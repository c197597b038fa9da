import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import test from 'ava';
import { cutFace } from '../../faces/decode/cutFace.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import { command } from '../cli/command.ts';
import { invoke } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';

const environment = { GALLERY: 'index', DETECT_SMALL: 'never', DETECT_TURNED: 'false' };
const Bucket = 'face-inbox-galleries';

let stack: Stack;
let run: ReturnType<typeof command>;
/** What functions have warned of since it was emptied. */
const warnings: string[] = [];
/** The faces of a photo, as photos of their own. */
let faces: Buffer[];
let photo: Buffer;

let folder: string;

async function start() {
  stack = await startStack(environment, folder, ({ line }) => {
    if (/"level":"WARN"/.test(line) && /snapshot/.test(line)) warnings.push(line);
  });
  run = command(stack.endpoint);
}

/** Functions that begin anew: what they know is from the snapshot, if there is one. */
async function startAnew() {
  await stack.stop();
  warnings.length = 0;
  await start();
}

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-inbox-index-'));
  await start();
  photo = await sample(4);
  const { item } = await stack.analysed('first.jpg', photo);
  const usable = (item as Analysed).faces.filter(({ decision }) => decision === 'unknown');
  faces = await Promise.all(usable.map(({ box }) => cutFace(photo, box)));
});
test.after.always(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

const enrolAt = (person: string, face: number) => stack.analysed(`people/${person}/1.png`, faces[face]!);
const people = async (key: string) => {
  const { item } = await stack.analysed(key, photo);
  return [...((item as Analysed).people ?? [])].sort();
};
const gallery = (...args: string[]) => run(['gallery', ...args], { environment });
const shown = async () => JSON.parse((await gallery('show', '--json')).stdout);

test.serial('without a snapshot everybody is read from the table, and it is said', async (t) => {
  await enrolAt('ann', 0);
  t.deepEqual(await people('a.jpg'), ['ann']);
  t.deepEqual((await shown()).snapshots, []);
});

test.serial('functions that start with a snapshot know all, also who came and went since', async (t) => {
  const { code, stdout } = await gallery('rebuild');
  t.is(code, 0);
  t.regex(stdout, /^GALLERY is index: 1 photo enrolled, version 1\.\n[\s\S]+ 1 +1 +0 /);
  t.like((await shown()).snapshots[0], { photos: 1, version: 1, behind: 0 });
  await startAnew();
  t.deepEqual(await people('b.jpg'), ['ann']);
  t.deepEqual(warnings, [], 'from the snapshot');
  await enrolAt('ben', 1);
  t.deepEqual(await people('c.jpg'), ['ann', 'ben'], 'enrolled after the snapshot');
  await stack.remove('people/ann/1.png');
  await stack.announced('people/ann/1.png');
  t.deepEqual(await people('d.jpg'), ['ben'], 'removed after the snapshot');
  await startAnew();
  t.deepEqual(await people('e.jpg'), ['ben'], 'by a function that began with it');
  t.deepEqual(warnings, []);
  t.like((await shown()).snapshots[0], { photos: 1, version: 1, behind: 2 });
});

test.serial('it is rebuilt, and a rebuild killed, while people are enrolled and photos flow', async (t) => {
  const rebuilds = Promise.all([gallery('rebuild'), gallery('rebuild')]);
  const killed = run(['gallery', 'rebuild'], {
    ...{ environment, interruptAt: /Reading everybody/, interruptBy: 'SIGKILL' },
  });
  await enrolAt('cid', 2);
  t.deepEqual(await people('f.jpg'), ['ben', 'cid']);
  await stack.remove('people/cid/1.png');
  await stack.announced('people/cid/1.png');
  t.deepEqual(await people('h.jpg'), ['ben']);
  t.deepEqual(
    (await rebuilds).map(({ code }) => code),
    [0, 0],
  );
  t.is((await killed).code, null);
  await startAnew();
  t.deepEqual(await people('i.jpg'), ['ben']);
  t.deepEqual(warnings, []);
});

test.serial(
  'a broken snapshot is told of and not used; the function by the clock makes another',
  async (t) => {
    const { s3 } = stack.clients;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    const Key = Contents.map(({ Key }) => Key!).find((key) => /rows\.0$/.test(key))!;
    const bytes = await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToByteArray();
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: bytes.slice(0, 100) }));
    await startAnew();
    t.deepEqual(await people('j.jpg'), ['ben']);
    t.regex(warnings.join('\n'), /cannot be used: \S+rows\.0 has 100 bytes of \d+/);

    t.deepEqual(await invoke(stack, 'face-inbox-gallery'), { photos: 0 }, 'it does not look into the parts');
    t.is((await gallery('rebuild')).code, 0);
    await startAnew();
    t.deepEqual(await people('k.jpg'), ['ben']);
    t.deepEqual(warnings, []);
  },
);

test.serial('who is forgotten is in no snapshot either', async (t) => {
  await enrolAt('dan', 2);
  await gallery('rebuild');
  const { code, stderr } = await run(['forget', 'dan', '--yes'], { environment });
  t.is(code, 0, stderr);
  t.like((await shown()).snapshots[0], { photos: 1, behind: 0 });
  const { Contents = [] } = await stack.clients.s3.send(new ListObjectsV2Command({ Bucket }));
  for (const { Key } of Contents) {
    const { Body } = await stack.clients.s3.send(new GetObjectCommand({ Bucket, Key }));
    t.false((await Body!.transformToString()).includes('dan'), Key);
  }
  t.deepEqual(await people('l.jpg'), ['ben'], 'by a function whose log has lost the entry');
  t.deepEqual(stack.errors, []);
});

test.serial('gallery says what it cannot do', async (t) => {
  const wrong = await gallery('mend');
  t.deepEqual(
    [wrong.code, wrong.stderr.trim()],
    [2, 'The action is mend, but must be show, rebuild or fill.'],
  );
  const memory = await run(['gallery', 'rebuild']);
  t.is(memory.code, 2);
  t.regex(memory.stderr, /^GALLERY is memory, which has no snapshot to rebuild\. Set GALLERY=index/);
  t.regex((await run(['gallery'])).stdout, /^GALLERY is memory: 1 photo enrolled, version \d+\.\n$/);
});
