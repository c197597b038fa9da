import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import test from 'ava';

const ROOT = resolve(import.meta.dirname, '..');

/** What each folder may import of the others. */
const ARROWS: Record<string, string[]> = {
  config: [],
  terminal: [],
  faces: ['config', 'weights'],
  video: ['config', 'faces', 'look', 'store'],
  weights: ['config'],
  store: [],
  data: [],
  stacks: ['config', 'events', 'store'],
  changes: ['config', 'store'],
  look: ['config', 'faces', 'store'],
  galleries: ['config', 'faces', 'store'],
  people: ['config', 'faces', 'galleries', 'stacks', 'store', 'terminal'],
  api: ['config', 'events', 'faces', 'galleries', 'look', 'people', 'stacks', 'store', 'video'],
  functions: ['api', 'changes', 'config', 'faces', 'galleries', 'look', 'people', 'store', 'stacks', 'video'],
  web: ['config'],
  local: ['api', 'config', 'data', 'faces', 'store', 'stacks', 'terminal', 'web', 'weights'],
  cli: [
    ...[
      'api',
      'config',
      'data',
      'faces',
      'galleries',
      'people',
      'store',
      'stacks',
      'terminal',
      'video',
      'weights',
    ],
    'package.json',
  ],
  packaging: ['cli', 'config', 'stacks', 'web', 'weights'],
  deploy: ['config', 'packaging', 'stacks', 'store', 'terminal', 'weights'],
  bench: [
    ...[
      'config',
      'faces',
      'functions',
      'galleries',
      'local',
      'look',
      'packaging',
      'store',
      'stacks',
      'terminal',
      'video',
      'weights',
    ],
    'package.json',
  ],
  cost: ['bench', 'config', 'faces', 'local', 'store', 'stacks', 'terminal'],
};

const files = globSync(`{${Object.keys(ARROWS).join(',')}}/**/*.{ts,tsx,css}`, {
  cwd: ROOT,
  // stacks/aws has packages and tests of its own.
  exclude: ['**/node_modules/**', 'stacks/aws/test/**'],
});
const imports = files.flatMap((file) =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    ([, target]) => ({ file, folder: file.split('/')[0]!, target: target! }),
  ),
);

test('there are files to look at', (t) => {
  t.true(files.length > 60);
  t.true(imports.length > 200);
});

test('the arrows between the folders point one way', (t) => {
  const wrong = imports
    .filter(({ target }) => target.startsWith('.'))
    .map(({ file, folder, target }) => ({
      file,
      folder,
      to: relative(ROOT, join(ROOT, dirname(file), target)).split('/')[0]!,
    }))
    .filter(({ folder, to }) => to !== folder && !ARROWS[folder]!.includes(to))
    .map(({ file, to }) => `${file} -> ${to}`);
  t.deepEqual(wrong, []);
});

test('faces and video know no AWS, and store no image package', (t) => {
  const of = (folder: string) => imports.filter((one) => one.folder === folder).map(({ target }) => target);
  t.deepEqual(
    [...of('faces'), ...of('video')].filter((target) => /aws/.test(target)),
    [],
  );
  t.deepEqual(
    of('store').filter((target) => /sharp|heic|onnx|tensorflow|face-api|exif/.test(target)),
    [],
  );
});

test('only store and the topology name a table', (t) => {
  const wrong = files
    .filter((file) => !file.startsWith('store/') && !file.startsWith('stacks/aws/test/'))
    .filter((file) =>
      /face-inbox-(images|sightings|people|unknown|chunks|state)\b/.test(
        readFileSync(join(ROOT, file), 'utf8'),
      ),
    );
  t.deepEqual(wrong, []);
});

test('no file of the source has more than 300 lines', (t) => {
  const long = files.filter((file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > 301);
  t.deepEqual(long, []);
});
