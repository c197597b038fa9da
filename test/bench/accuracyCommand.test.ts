import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import type { Report } from '../../bench/accuracy/Report.ts';
import { testWithPhotos } from '../faces/support/needs.ts';
import { PHOTOS, readDemo } from '../faces/support/project.ts';

const MAIN = resolve(import.meta.dirname, '../../bench/accuracy/main.ts');

/** Runs the benchmark with the default settings. */
function bench(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH };
  return new Promise((done) => {
    execFile(process.execPath, [MAIN, ...args], { env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

async function folderOf(t: ExecutionContext, files: Record<string, Buffer | string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'accuracy-'));
  t.teardown(() => rm(folder, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

const again = (photo: Buffer) => sharp(photo).jpeg({ quality: 60 }).toBuffer();
const empty = sharp({ create: { width: 300, height: 300, channels: 3, background: '#46a' } });

/** Two of face-api's photos as two people, each once more at a lower quality; a photo of nobody; what is none. */
async function smallSet(t: ExecutionContext): Promise<string> {
  const [first, second] = [await readDemo(1), await readDemo(5)];
  return folderOf(t, {
    'ann/1.jpg': first,
    'ann/2.jpg': await again(first),
    'ann/notes.txt': 'not a photo',
    'bob/1.jpg': second,
    'bob/2.jpg': await again(second),
    'bob/3.png': await empty.png().toBuffer(),
    'groups/1.jpg': second,
    'sets/cyd/1.jpg': first,
    'texts/a.txt': 'a',
  });
}

test.serial('A folder of people is measured, and what was not found or taken is named', async (t) => {
  const folder = await smallSet(t);
  const svg = join(folder, 'roc.svg');
  const args = [folder, '--except', 'groups', '--json', '-', '--svg', svg, '--by', 'quality', '--limit', '3'];
  const { code, stdout, stderr } = await bench(...args);
  t.is(code, 0, stderr);
  const report: Report = JSON.parse(stdout);
  t.is(report.photos, 5);
  t.is(report.people, 2);
  t.deepEqual(report.failures, [{ photo: 'bob/3.png', why: 'no face found' }]);
  t.deepEqual(report.pairs, { genuine: 2, impostor: 4, leftOut: 0 });
  t.true(report.means.genuine! < 0.2 && report.means.impostor! > 0.5, JSON.stringify(report.means));
  t.is(report.eer.value, 0);
  t.deepEqual(report.rankOne, { searches: 4, hits: 4 });
  t.deepEqual(report.leftOut, [
    'groups: by --except',
    'sets: folders and no photos; if it is a set, give it by itself',
    'texts: no photos',
  ]);
  t.is(report.degraded!.length, 6);
  const [mild] = report.degraded!;
  t.like(mild, { by: 'quality', level: 90, photos: 4, found: 4, fartherThan06: 0, eer: 0 });
  t.true(mild!.medianDistance! > 0 && mild!.medianDistance! < 0.2);
  t.regex(stderr, /photos 5\/5/);
  t.regex(await readFile(svg, 'utf8'), /^<svg /);
});

test.serial('By --strict a photo without a face counts as one that matches nobody', async (t) => {
  const folder = await smallSet(t);
  const { code, stdout, stderr } = await bench(folder, '--except', 'groups', '--strict', '--json', '-');
  t.is(code, 0, stderr);
  const report: Report = JSON.parse(stdout);
  t.deepEqual(report.pairs, { genuine: 4, impostor: 6, leftOut: 0 });
  t.is(report.atDistance.find(({ distance }) => distance === 0.6)!.tar, 0.5);
  t.deepEqual(report.rankOne, { searches: 5, hits: 4 });
});

testWithPhotos('Photos of LFW are judged by the pairs.txt that lies with them', async (t) => {
  const pairs = [
    '3\t1',
    'Tony_Blair\t1\t2',
    'Tony_Blair\t1\tColin_Powell\t1',
    'Colin_Powell\t1\t2',
    'Colin_Powell\t2\tAriel_Sharon\t1',
    'Ariel_Sharon\t1\t2',
    'Ariel_Sharon\t2\tTony_Blair\t2',
  ].join('\n');
  const folder = await folderOf(t, { 'pairs.txt': pairs });
  for (const person of ['Tony_Blair', 'Colin_Powell', 'Ariel_Sharon'])
    await symlink(join(PHOTOS, 'lfw', person), join(folder, person));
  const json = join(folder, 'report.json');
  const { code, stdout, stderr } = await bench(folder, '--face', 'middle', '--json', json);
  t.is(code, 0, stderr);
  const report: Report = JSON.parse(await readFile(json, 'utf8'));
  t.is(report.photos, 6);
  t.deepEqual(report.pairs, { genuine: 3, impostor: 3, leftOut: 0 });
  t.is(report.folds!.folds.length, 3);
  t.is(report.folds!.mean, 1);
  t.is(report.rankOne, undefined);
  t.regex(stdout, /accuracy 100\.00 %, standard error 0\.00 %/);

  const both = await bench(folder, '--limit', '1');
  t.is(both.code, 2);
  t.regex(both.stderr, /--except and --limit cannot be used with it/);
});

test('Wrong input ends with exit code 2 and says what is wrong', async (t) => {
  const photo = await empty.jpeg().toBuffer();
  const folder = await folderOf(t, {
    'one/ann/1.jpg': photo,
    'one/ann/2.jpg': photo,
    'single/ann/1.jpg': photo,
    'single/bob/1.jpg': photo,
    'none/ann/a.txt': 'a',
    'blind/ann/1.jpg': photo,
    'blind/ann/2.jpg': photo,
    'blind/bob/1.jpg': photo,
  });
  const of = (name: string) => join(folder, name);
  const wrong: [args: string[], message: RegExp][] = [
    [[], /missing required argument/],
    [[of('nothing')], /is no folder/],
    [[of('one/ann/1.jpg')], /is no folder/],
    [[of('one')], /one person only \(ann\), and at least 2 people/],
    [[of('single')], /2 people with one photo each/],
    [[of('none')], /no folder with photos in it/],
    [[of('none/ann')], /no folder with photos in it/],
    [[of('blind'), '--except', 'groups'], /--except names "groups", .* no such folder. It has: ann, bob/],
    [[of('blind'), '--pairs', of('pairs.txt')], /there is no such file/],
    [[of('blind'), '--by', 'roll,noise'], /some of roll, size, blur, light, quality/],
    [[of('blind'), '--at', '0.5,x'], /numbers from 0 on/],
    [[of('blind'), '--json', of('no/report.json')], /There is no folder/],
    [[of('blind'), '--svg', of('blind')], /It is a folder/],
    [[of('blind')], /0 genuine and 0 impostor pairs of photos in which a face was found/],
  ];
  for (const [args, message] of wrong) {
    const { code, stdout, stderr } = await bench(...args);
    t.regex(stderr, message);
    t.is(code, 2, args.join(' '));
    t.is(stdout, '');
  }
});
