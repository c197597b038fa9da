import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { readSettings } from '../../config/settings.ts';
import { topology } from '../../stacks/topology.ts';
import { type Packed, packProject } from './support/packProject.ts';

let folder: string;
let packed: Packed;

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-inbox-pack-'));
  packed = await packProject(join(folder, 'first'));
});
test.after.always(() => rm(folder, { recursive: true, force: true }));

test('the package is under 5 MB', (t) => {
  t.true(packed.bytes.length < 5_000_000, String(packed.bytes.length));
});

test('it has no sources, tests, benchmarks, photos, models, and nothing that deploys', (t) => {
  const names = [...packed.files.keys()];
  const refused =
    /\.(ts|jpe?g|png|webp|gif|heic|avif|onnx|tgz|zip)$|(^|\/)(test|bench|engines|tools|node_modules|deploy|cost|packaging|image)\/|stacks\/aws|(^|\/)\./;
  t.deepEqual(
    names.filter((name) => refused.test(name)),
    [],
  );
  const expected =
    /^(dist\/.+\.(js|mjs|json|1|html|css|svg|wasm)|docs\/[\w-]+\.md|cli\/bin\.mjs|[A-Z]+(\.md)?|package\.json)$/;
  t.deepEqual(
    names.filter((name) => !expected.test(name)),
    [],
  );
});

test('it has what runs of the command, the local inbox, and every function of the topology', (t) => {
  const { functions, scheduled } = topology({ ...readSettings({}), retentionDays: 1 });
  const handlers = [...functions, ...scheduled].map(({ file }) => `dist/${file.replace(/ts$/, 'js')}`);
  for (const name of [
    ...['cli/bin.mjs', 'dist/cli/main.js', 'dist/local/main.js', 'dist/local/lambda/runtime.js'],
    ...['dist/local/lambda/lifeline.mjs', 'dist/faces/decode/worker/lifeline.mjs', 'dist/man/face-inbox.1'],
    ...['dist/faces/decode/worker/decoderProcess.js', 'dist/weights/manifest.json', 'README.md', 'LICENSE'],
    ...handlers,
  ])
    t.true((packed.files.get(name) ?? 0) > 0, name);
  for (const page of [
    /^dist\/web\/index\.html$/,
    /^dist\/web\/assets\/main-\w+\.js$/,
    /^dist\/web\/assets\/style-\w+\.css$/,
  ])
    t.is([...packed.files.keys()].filter((name) => page.test(name)).length, 1, String(page));
});

test('the same project gives the same bytes', async (t) => {
  const again = await packProject(join(folder, 'second'));
  t.true(packed.bytes.equals(again.bytes));
});
