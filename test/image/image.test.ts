import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { openDropped } from '../../bench/cold/openDropped.ts';
import { openLambdaHost } from '../../local/lambda/openLambdaHost.ts';
import { TFJS_NODE, testWith } from '../faces/support/needs.ts';
import { ROOT } from '../faces/support/project.ts';

import { filmOfPhoto } from '../films/film.ts';
import { SAMPLE_FACES, sample } from '../support/samples.ts';
import { hadolint } from './hadolint.ts';
import { makeContext, playDockerfile } from './playDockerfile.ts';

const DOCKERFILE = join(ROOT, 'Dockerfile');
/** Its downloads are not those of a package registry, so the test takes what is installed here. */
const INSTALL = 'node scripts/install.js';

async function putNativeParts(folder: string): Promise<void> {
  for (const part of ['lib/napi-v8', 'deps/lib'])
    await cp(join(TFJS_NODE, part), join(folder, part), { recursive: true });
}

const lintTest = hadolint || process.env.CI ? test : test.skip;
lintTest('the linter finds nothing in the Dockerfile', async (t) => {
  const { stdout } = await promisify(execFile)(hadolint ?? 'hadolint', ['--no-color', DOCKERFILE]);
  t.is(stdout, '');
});

testWith('tfjs-node')("the Dockerfile's steps make a function that analyses a photo", async (t) => {
  t.timeout(10 * 60_000);
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-image-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const context = join(folder, 'context');
  await makeContext(ROOT, await readFile(join(ROOT, '.dockerignore'), 'utf8'), context);
  const built = join(folder, 'built');
  await mkdir(built);
  const image = await playDockerfile({
    text: await readFile(DOCKERFILE, 'utf8'),
    context,
    folder: built,
    environment: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: process.env.HOME ?? folder,
      npm_config_prefer_offline: 'true',
    },
    instead: { [INSTALL]: putNativeParts },
  });
  // As the base image's runtime reads it: a file of JavaScript below /var/task, and what it exports.
  t.deepEqual(image.command, ['functions/analyse/handler.handler']);
  const file = join(image.root, 'var/task', image.command[0]!.replace(/\.handler$/, '.mjs'));
  t.true((await stat(file)).isFile());

  const { endpoint, drop, next, item, close } = await openDropped((error) => t.fail(error.message));
  t.teardown(close);
  const lines: string[] = [];
  const inImage = (role: string) => ({
    ...{ name: role, file: file.replace('/analyse/', `/${role}/`) },
    ...{ timeoutSeconds: 120, memoryMb: 4096, maximumConcurrency: 1 },
    environment: { ...image.environment, AWS_ENDPOINT_URL: endpoint, THREADS: '1' },
  });
  const host = openLambdaHost({
    functions: [
      inImage('analyse'),
      inImage('analyse-chunk'),
      { ...inImage('plan'), file: join(ROOT, 'functions/plan/handler.ts') },
    ],
    region: 'us-east-1',
    onLog: ({ line }) => void lines.push(line),
  });
  t.teardown(() => host.stop({ graceMs: 0 }));
  const result = await host.invoke('analyse', await drop('a.jpg', await sample(1)));
  t.deepEqual(result, { ok: true, payload: { batchItemFailures: [] } }, lines.join('\n'));
  const found = await item('a.jpg');
  t.is(found?.status, 'analysed');
  t.like(found, { faceCount: SAMPLE_FACES[1], engine: { name: 'tfjs-node' } });

  const done = async (role: string, event: object) =>
    t.deepEqual(
      await host.invoke(role, event),
      { ok: true, payload: { batchItemFailures: [] } },
      lines.join('\n'),
    );
  await done('analyse', await drop('film.mp4', await filmOfPhoto(await sample(1), 0.4)));
  await done('plan', await next('videos'));
  await done('analyse-chunk', await next('chunks'));
  t.like(await item('film.mp4'), { status: 'analysed', kind: 'video', engine: { name: 'tfjs-node' } });
});
