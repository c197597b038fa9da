import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { sample } from '../support/samples.ts';
import { startProcess } from '../support/startProcess.ts';
import { openTools, type Tools } from './support/openTools.ts';
import { type Packed, packProject } from './support/packProject.ts';

const run = promisify(execFile);
const OLD_NODE = 20;

/**
 * Each npm once, and each Node.js once. npm 10 runs the install script of ONNX Runtime, which fails, and leaves that out;
 * npm 12 runs none that is not approved; to npm 11 is said what the README says.
 */
const WAYS = [
  { npm: 10, node: 22, options: [], hasRuntime: false },
  { npm: 11, node: 24, options: ['--ignore-scripts'], hasRuntime: true },
  { npm: 12, node: 26, options: [], hasRuntime: true },
];

let folder: string;
let packed: Packed;
let tools: Tools;

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-inbox-install-'));
  const nodes = [OLD_NODE, ...WAYS.map(({ node }) => node)];
  const npms = WAYS.map(({ npm }) => npm);
  [packed, tools] = await Promise.all([packProject(join(folder, 'pack')), openTools(folder, nodes, npms)]);
});
test.after.always(() => rm(folder, { recursive: true, force: true }));

for (const way of WAYS)
  test.serial(
    `installed with npm ${way.npm} it works with Node.js ${way.node}, from any folder`,
    async (t) => {
      const { npm, node, options, hasRuntime } = way;
      const [prefix, home, work] = await newFolders(`${npm}`);
      await tools.installGlobally({ npm, node, prefix, home, args: [...options, packed.path] });
      const own = join(prefix, 'lib/node_modules/face-inbox');
      t.is(existsSync(join(own, 'node_modules/onnxruntime-node/package.json')), hasRuntime);
      t.is(existsSync(join(prefix, 'share/man/man1/face-inbox.1')), npm < 12, 'npm 12 installs no man pages');
      t.true(existsSync(join(own, 'dist/man/face-inbox.1')));
      const before = await listing(prefix);

      const env = tools.environment({ node, prefix, home });
      const faceInbox = (...args: string[]) => run('face-inbox', args, { cwd: work, env });
      const { version } = JSON.parse(await readFile(join(own, 'package.json'), 'utf8'));
      t.deepEqual(await faceInbox('--version'), { stdout: `${version}\n`, stderr: '' });
      const help = await faceInbox('drop', '--help');
      t.regex(help.stdout, /EXAMPLES\n {2}face-inbox drop party\.jpg/);
      t.notRegex(help.stdout, /npx|npm start/);
      t.is(help.stderr, '');
      await completes(t, (await faceInbox('completion', 'bash')).stdout, work);

      await writeFile(join(work, 'party.jpg'), await sample(1));
      const first = startProcess(['start', '--port', '0'], env, { program: ['face-inbox'], cwd: work });
      const at = ['--endpoint', await first.endpoint()];
      const dropped = await faceInbox('drop', 'party.jpg', '--wait', ...at);
      t.regex(dropped.stdout, /^party\.jpg: 3 faces/m);
      const who = await faceInbox('who', 'party.jpg', '--json', ...at);
      t.is(JSON.parse(who.stdout).faces.length, 3);
      t.is(who.stderr, '');
      const page = await fetch(`${at[1]}/`);
      t.regex(await page.text(), /<script type="module" src="\/assets\/main-\w+\.js">/);
      await stopped(t, first);

      const second = startProcess(['start', '--port', '0'], env, { program: ['face-inbox'], cwd: work });
      const kept = await faceInbox('who', 'party.jpg', '--json', '--endpoint', await second.endpoint());
      t.is(kept.stdout, who.stdout);
      await stopped(t, second);

      t.true(existsSync(join(work, '.face-inbox/layout.json')), 'the data are in the folder that one is in');
      t.deepEqual(await listing(prefix), before, 'nothing is written where the package is');
      t.is((await readdir(join(home, '.cache/face-inbox'))).length, hasRuntime ? 2 : 3);
    },
  );

test.serial('an older Node.js is told which one is needed', async (t) => {
  const [prefix, home, work] = await newFolders('old');
  const env = tools.environment({ node: OLD_NODE, prefix, home });
  await run('tar', ['-xzf', packed.path], { cwd: work });
  const asked = run('node', ['package/cli/bin.mjs', 'start'], { cwd: work, env });
  const { code, stderr } = await t.throwsAsync<Error & { code: number; stderr: string }>(asked);
  t.is(code, 1);
  t.regex(stderr, /^This is Node v20\.\S+, but face-inbox needs 22\.18 or newer\.\nInstall a newer Node/);
});

async function newFolders(name: string): Promise<[prefix: string, home: string, work: string]> {
  const [prefix, home, work] = ['prefix', 'home', 'a folder'].map((part) => join(folder, name, part));
  for (const one of [prefix, home, work]) await mkdir(one!, { recursive: true });
  return [prefix!, home!, work!];
}

/** As Ctrl-C; and nothing of what Node.js says of itself has reached the terminal. */
async function stopped(t: ExecutionContext, started: ReturnType<typeof startProcess>) {
  started.signal('SIGINT');
  t.is(await started.ended, 0);
  t.deepEqual(
    started.lines.filter((line) => /warning|^! /i.test(line)),
    [],
  );
}

async function completes(t: ExecutionContext, script: string, work: string) {
  await writeFile(join(work, '.completion'), script);
  const words = `COMP_WORDS=(face-inbox st); COMP_CWORD=1; _face_inbox; echo "\${COMPREPLY[@]}"`;
  const { stdout } = await run('bash', ['--norc', '-c', `source .completion; ${words}`], { cwd: work });
  t.is(stdout, 'start\n');
}

/** Every file with its size and time. */
async function listing(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true });
  const told = entries.map(async (name) => {
    const { size, mtimeMs } = await lstat(join(root, name));
    return `${name} ${size} ${mtimeMs}`;
  });
  return (await Promise.all(told)).sort();
}
