import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import sharp from 'sharp';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { HERE } from '../../packaging/architecture.ts';
import { layOut } from '../../packaging/layOut.ts';
import { formOf, openClient } from '../api/support/openClient.ts';
import { heic } from '../faces/support/heic.ts';
import { testWith } from '../faces/support/needs.ts';
import { demoPath } from '../faces/support/project.ts';
import { invoke } from '../support/inbox.ts';
import { SAMPLE_FACES, sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { PROCESSORS } from '../weights/support/processors.ts';

const run = promisify(execFile);

/** Out of reach of the project's own packages. */
const folder = await mkdtemp(join(tmpdir(), 'face-inbox-packaged-'));
let stack: Stack;

const unpacked = (file: string, architecture = HERE) => join(folder, architecture, basename(dirname(file)));
const unpack = (file: string, architecture = HERE) =>
  layOut(file, architecture, 'int8', unpacked(file, architecture));

test.before(async (t) => {
  t.timeout(170_000);
  for (const name of ['analyse', 'sweep', 'reconcile', 'expire', 'api'])
    await unpack(`functions/${name}/handler.ts`);
  stack = await startStack({ RETENTION_DAYS: '30' }, undefined, undefined, undefined, (file) =>
    join(unpacked(file), 'handler.mjs'),
  );
});
test.after.always(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

test.serial('the packaged functions are what runs, and do the whole job', async (t) => {
  const { item } = await stack.analysed('sample1.jpg', await sample(1));
  if (item.status !== 'analysed' || item.kind) return t.fail(item.status);
  t.is(item.faceCount, SAMPLE_FACES[1]);
  const [face] = item.faces;
  const portrait = await cutFace(await sample(1), face!.box);
  const { event } = await stack.analysed('people/ann/1.png', portrait);
  t.is(event.type, 'Person Enrolled');
  const again = await stack.analysed('again.jpg', await sample(1));
  if (again.item.status !== 'analysed') return t.fail(again.item.status);
  t.deepEqual([...(again.item.people ?? [])], ['ann']);
  const broken = await stack.analysed('broken.jpg', (await sample(2)).subarray(0, 2000));
  t.is(broken.item.status, 'rejected');
  t.deepEqual(stack.errors, []);
});

test.serial('the packaged API answers', async (t) => {
  const client = await openClient(stack.endpoint);
  const { body } = await client.ask('POST', '/v1/recognise', {
    body: formOf({ image: { bytes: await sample(2) } }),
  });
  t.is(body.faceCount, SAMPLE_FACES[2]);
  t.is((await client.ask('GET', '/v1/images?limit=0')).status, 400);
});

testWith('pillow-heif')('a packaged function reads HEIC', async (t) => {
  const png = await sharp(await sample(2))
    .resize(800)
    .png()
    .toBuffer();
  const { item } = await stack.analysed('phone.heic', await heic(png));
  if (item.status !== 'analysed' || item.kind) return t.fail(item.status);
  t.is(item.faceCount, SAMPLE_FACES[2]);
});

test.serial('the packaged functions of the clock do their work', async (t) => {
  for (const { name, file } of stack.topology.scheduled) await t.notThrowsAsync(invoke(stack, name), file);
});

for (const { name, missing, node } of PROCESSORS.filter(({ name }) => name.startsWith('Neoverse')))
  (missing && process.env.CI !== 'true' ? test.skip : test.serial)(
    `${name}: the machine code packaged for arm64 decodes a photo and runs a network${missing ? ` (needs ${missing})` : ''}`,
    async (t) => {
      t.timeout(170_000);
      const file = 'functions/analyse/handler.ts';
      await unpack(file, 'arm64');
      const script = join(unpacked(file, 'arm64'), 'try.mjs');
      await writeFile(
        script,
        `import sharp from 'sharp';
        import ort from 'onnxruntime-node';
        const { data, info } = await sharp(process.argv[2]).resize(112, 112, { fit: 'fill' }).raw().toBuffer({ resolveWithObject: true });
        const session = await ort.InferenceSession.create(new URL('models/face_landmark_68.fp32.onnx', import.meta.url).pathname, { intraOpNumThreads: 1 });
        const input = new ort.Tensor('float32', Float32Array.from(data), [1, 112, 112, 3]);
        const output = await session.run({ [session.inputNames[0]]: input });
        console.log(JSON.stringify([info.channels, output[session.outputNames[0]].data.length, process.arch]));`,
      );
      const [command, ...flags] = await node(await mkdtemp(join(folder, 'processor-')));
      const { stdout } = await run(command!, [...flags, script, demoPath(1)]);
      t.deepEqual(JSON.parse(stdout), [3, 136, 'arm64']);
    },
  );
