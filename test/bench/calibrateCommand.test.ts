import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { gammaShape } from '../../bench/calibrate/gammaShape.ts';
import { demoPath, readDemo } from '../faces/support/project.ts';

const SCRIPT = resolve(import.meta.dirname, '../../bench/calibrate.ts');

function calibrate(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH };
  return new Promise((done) => {
    execFile(process.execPath, [SCRIPT, ...args], { env }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

/** Three of face-api's photos as three people, each once more at a lower quality. */
async function smallSet(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'calibrate-'));
  t.teardown(() => rm(folder, { recursive: true }));
  for (const sample of [1, 3, 5]) {
    const photo = await readDemo(sample);
    await mkdir(join(folder, `${sample}`));
    await writeFile(join(folder, `${sample}/1.jpg`), photo);
    await writeFile(join(folder, `${sample}/2.jpg`), await sharp(photo).jpeg({ quality: 60 }).toBuffer());
  }
  return folder;
}

test('It tells what to put where, and the same again', async (t) => {
  const asked = [await smallSet(t), '--strangers', demoPath(4), demoPath(5)];
  const { code, stdout, stderr } = await calibrate(...asked);
  t.is(code, 0, stderr);
  t.regex(stdout, /onnx, face-api int8 \(dlib-resnet-128\)/);
  t.regex(stdout, /"strangers": \{"shape":[\d.]+,"meanSquare":0\.\d+\}/);
  t.regex(stdout, /"calibration": \{"even":0\.\d+,"slope":[\d.]+\}/);
  t.true(stdout.split('\n').every((line) => line.length <= 90));
  t.is((await calibrate(...asked)).stdout, stdout);
});

test('Wrong input is told with exit code 2', async (t) => {
  const none = await calibrate();
  t.is(none.code, 2);
  t.regex(none.stderr, /No folder is named/);
  const lost = await calibrate(await smallSet(t), '--strangers', 'nowhere');
  t.is(lost.code, 2);
  t.regex(lost.stderr, /--strangers names .*nowhere, which cannot be read \(ENOENT\)/);
});

test('The shape of a Gamma distribution is found by its logarithms', (t) => {
  // Of shape 1 the mean logarithm is less than that of the mean by Euler's constant; of shape 2 by that less 1, and ln 2.
  t.true(Math.abs(gammaShape(0.5772156649015329) - 1) < 1e-9);
  t.true(Math.abs(gammaShape(Math.LN2 + 0.5772156649015329 - 1) - 2) < 1e-9);
});
