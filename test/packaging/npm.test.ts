import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { neededSources } from '../../packaging/npm/neededSources.ts';
import { inItsWords, toJavaScript } from '../../packaging/npm/toJavaScript.ts';
import { PackagingError } from '../../packaging/PackagingError.ts';

const ROOT = join(import.meta.dirname, '../..');

test('whatever file of the project the package names is in it', (t) => {
  const files = neededSources(ROOT);
  const packed = new Set(files.map((file) => file.replace(/\.ts$/, '.js')));
  const missing = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [
        ...toJavaScript(readFileSync(join(ROOT, file), 'utf8')).matchAll(
          /'(\.{1,2}\/[^'\s]+\.(?:ts|js|mjs|json|wasm))'/g,
        ),
      ]
        .map(([, named]) => join(dirname(file), named!))
        // A name of another package's part is none of the project's.
        .filter((path) => existsSync(join(ROOT, path.replace(/\.js$/, '.ts'))) && !packed.has(path))
        .map((path) => `${file} -> ${path}`),
    );
  t.deepEqual(missing, []);
  t.true(files.length > 300);
});

test('code without types keeps its lines and columns, and names files as they are packed', (t) => {
  const source = `import { a, type B } from './a.ts';\nimport type { C } from '../c.ts';\nconst b = (x: B<C>): string => a(x); // './d.ts'\n`;
  const code = toJavaScript(source);
  t.is(
    code,
    "import { a,        } from './a.js';\n".concat(
      `${' '.repeat(33)}\n`,
      "const b = (x      )         => a(x); // './d.js'\n",
    ),
  );
});

test("messages are in the words of the package's user", (t) => {
  t.is(
    inItsWords('Use npm start -- --port 1, `npm start`'),
    'Use face-inbox start --port 1, `face-inbox start`',
  );
  t.is(inItsWords('npx face-inbox doctor'), 'face-inbox doctor');
});

test('of a project, what its entries name is taken, data beside code, and nothing else', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'face-inbox-needed-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  const write = async (file: string, text: string) => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  };
  await write('cli/main.ts', "import type { T } from '../types/T.ts';\nawait import('../lib/a.ts');\n");
  await write('cli/bin.mjs', '');
  await write('lib/a.ts', "new Worker(new URL('./worker.ts', import.meta.url));\n");
  await write('lib/worker.ts', '');
  await write('lib/table.wasm', '');
  await write('lib/unused.ts', '');
  await write('types/T.ts', 'export type T = 1;');
  await write('functions/new/handler.ts', '');
  t.deepEqual(neededSources(root), [
    ...['cli/main.ts', 'functions/new/handler.ts', 'lib/a.ts', 'lib/table.wasm', 'lib/worker.ts'],
  ]);
  await write('cli/main.ts', "import './gone.ts';");
  t.throws(() => neededSources(root), { instanceOf: PackagingError, message: /imports \.\/gone\.ts, but/ });
});
