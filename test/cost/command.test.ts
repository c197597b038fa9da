import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { displayWidth } from '../../terminal/displayWidth.ts';

const MAIN = join(import.meta.dirname, '../../cost/main.ts');

async function cost(args: string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[code], printed, told] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, printed, told };
}

test('a wrong option is answered with its value, the rule and the remedy, and code 2', async (t) => {
  const wrong: [string[], RegExp][] = [
    [['--photos', '0'], /'0' is invalid. It must be a whole number from 1 to 1000000000. Give one/],
    [['--faces', '51'], /'51' is invalid. It must be a whole number from 0 to 50/],
    [['--batch', '11'], /'11' is invalid. It must be a whole number from 1 to 10/],
    [['--region', 'mars-1'], /'mars-1' is invalid. It must be one of us-east-1, eu-west-1. Add the prices/],
    [['--seconds-per-photo', '-1'], /'-1' is invalid. It must be a number from 0.001 to 900. Leave it out/],
    [['--photo', '5'], /unknown option '--photo'/],
  ];
  for (const [args, message] of wrong) {
    const { code, printed, told } = await cost(args);
    t.is(code, 2, args.join(' '));
    t.is(printed, '');
    t.regex(told, message);
    t.regex(told, /npm run cost -- --help/);
  }
});

test('a wrong setting of the deployment ends it before anything is measured', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-cost-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const deployment = join(folder, 'deployment.json');
  await writeFile(deployment, JSON.stringify({ settings: { SWEEP_EVERY: '0' } }));
  const { code, told } = await cost([], { FACE_INBOX_DEPLOYMENT: deployment });
  t.is(code, 2);
  t.regex(told, /SWEEP_EVERY is "0", but must be a whole number from 1 to 1440/);
});

test('a photo with two faces of enrolled people is measured, and its cost reckoned', async (t) => {
  const { code, printed, told } = await cost(['--photos', '1000', '--drops', '4', '--json']);
  t.is(code, 0, told);
  const { profile, analysis, rekognition, seconds } = JSON.parse(printed);
  t.deepEqual(profile.measured, { photos: 4, faces: 2, recognised: 2 });
  // The item, its outbox emptied, and a sighting of each face.
  t.is(profile.usage.tableWrites.requests, 4);
  // What stands, the version of the gallery, and whether the outbox is still this one.
  t.is(profile.usage.tableReads.requests, 3);
  t.deepEqual(profile.usage.objects, { GetObject: 1 });
  t.is(profile.usage.events.entries, 1);
  t.is(profile.log.lines, 1);
  t.true(seconds > 0.01);
  const sum = analysis.lines.reduce((usd: number, line: { usd: number }) => usd + line.usd, 0);
  t.is(analysis.usd.toFixed(9), sum.toFixed(9));
  t.is(rekognition.usd, 3);
  t.is(rekognition.times, 3 / analysis.usd);
  // The audit reads the item and each sighting at least once.
  t.true(profile.audited['functions/reconcile/handler.ts'].readUnits >= 3);
});

test('photos without faces, with a given time, are told in 80 columns', async (t) => {
  const args = ['--faces', '0', '--drops', '1', '--seconds-per-photo', '0.5', '--region', 'eu-west-1'];
  const { code, printed, told } = await cost(args);
  t.is(code, 0, told);
  const inOneLine = printed.replaceAll(/\s+/g, ' ');
  t.regex(inOneLine, /each is said to take 0\.500 s/);
  t.regex(inOneLine, /1,000,000 images: 1000\.00/);
  t.deepEqual(
    printed.split('\n').filter((line) => displayWidth(line) > 80),
    [],
  );
});
