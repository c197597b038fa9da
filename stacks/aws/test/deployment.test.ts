import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'ava';
import { checked, readDeployment } from '../deployment.ts';

const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/face-inbox:1';

/** What is wrong, and what the message states of it: value, rule and remedy. */
const WRONG: [given: unknown, value: RegExp, rule: RegExp, remedy: RegExp][] = [
  [[], /is \[\]/, /must be an object/, /See docs\/deploy\.md/],
  [{ region: 'us-east-1' }, /"region"/, /no field/, /Use one of regions, /],
  [{ regions: [] }, /"regions" is \[\]/, /one or more regions/, /Set it so/],
  [{ regions: ['us-east-1', 'us-east-1'] }, /"us-east-1","us-east-1"/, /each once/, /Set it so/],
  [{ regions: ['Ohio'] }, /"Ohio"/, /regions of AWS/, /Set it so/],
  [{ architecture: 'arm' }, /"arm"/, /"arm64" or "x86_64"/, /Set it so/],
  [{ settings: { MAX_BYTES: 5 } }, /"MAX_BYTES":5/, /texts as values/, /Set it so/],
  [{ settings: { MAX_BYTES: '5' } }, /MAX_BYTES is "5"/, /from 1000 to/, /Set it so/],
  [{ settings: { MAX_BITES: '5000' } }, /MAX_BITES/, /is no setting/, /Use those of the README/],
  [{ settings: { INBOX_BUCKET: 'mine' } }, /INBOX_BUCKET = "mine"/, /names the bucket/, /"existingBucket"/],
  [{ settings: { HOME_REGION: 'eu-west-1' } }, /HOME_REGION/, /The first of "regions"/, /Remove it/],
  [{ settings: { RECOGNISER: '/a.json' } }, /RECOGNISER/, /built-in recogniser is packaged/, /Remove it/],
  [{ settings: { EVENT_BUS: 'mine' } }, /"mine"/, /begin with NAME_PREFIX/, /Name it so/],
  [
    { settings: { NAME_PREFIX: 'a'.repeat(40) }, regions: ['ap-southeast-2'] },
    /"a{40}"/,
    /may have 33 characters, since a bucket is named <prefix>-c-<account>-<region>/,
    /shorter/,
  ],
  [{ settings: { FACE_ENGINE: 'tfjs-wasm' } }, /"tfjs-wasm"/, /not packaged/, /Use onnx/],
  [{ settings: { FACE_ENGINE: 'tfjs-node' } }, /"tfjs-node"/, /needs an "image"/, /Build it/],
  [{ image: IMAGE, architecture: 'x86_64' }, /face-inbox:1/, /runs from a zip/, /Remove it/],
  [
    { image: IMAGE, settings: { FACE_ENGINE: 'tfjs-node' } },
    /"architecture" is "arm64"/,
    /of x86_64/,
    /Set "architecture"/,
  ],
  [
    { settings: { PRECISION: 'fp32' }, architecture: 'x86_64' },
    /"fp32"/,
    /do not fit into a zip of x86_64/,
    /"arm64", or PRECISION to int8/,
  ],
  [{ image: 'face-inbox' }, /"face-inbox"/, /Amazon ECR/, /leave it out/],
  [{ versioning: 'yes' }, /"yes"/, /true or false/, /Set it so/],
  [{ existingBucket: 'photos' }, /"photos"/, /name of a bucket for each region/, /Set it so/],
  [{ existingBucket: { 'us-east-1': 'my.photos' } }, /my\.photos/, /3 to 63/, /Set it so/],
  [{ existingBucket: { 'eu-west-1': 'photos' } }, /eu-west-1/, /"regions" are us-east-1/, /Add it there/],
  [{ logRetentionDays: 10 }, /is 10/, /one of the numbers of days/, /Set it so/],
  [{ archiveDays: 0 }, /is 0/, /from 1 to 3650/, /Set it so/],
  [{ alarmEmail: 'me' }, /"me"/, /an e-mail address/, /Set it so/],
  [{ alarmKey: 'alias/aws/sns' }, /alias\/aws\/sns/, /lets cloudwatch\.amazonaws\.com use/, /leave it out/],
  [{ state: { bucket: 'state' } }, /"bucket":"state"/, /"bucket", "region" and "prefix"/, /Set it so/],
  [{ page: 'on' }, /"on"/, /"off" or "cloudfront"/, /Set it so/],
  [{ page: 'cloudfront' }, /"api" is "off"/, /the API itself asks who it is/, /Set "api" to "keys"/],
  [{ page: 'cloudfront', api: 'iam' }, /"api" is "iam"/, /CloudFront hands on/, /leave "page" out/],
  [{ settings: { USER_POOL: 'us-east-1_a' } }, /USER_POOL/, /The stack makes the pool/, /Remove it/],
  [{ settings: { RESULTS_BUCKET: 'mine' } }, /RESULTS_BUCKET/, /names the bucket/, /Remove it/],
  [{ reserveConcurrency: 1 }, /is 1/, /true or false/, /Set it so/],
  [{ destroyPhotos: 'all' }, /"all"/, /true or false/, /Set it so/],
];

for (const [given, ...words] of WRONG)
  test(`a deployment of ${JSON.stringify(given).slice(0, 100)} is refused with value, rule and remedy`, (t) => {
    for (const message of words) t.throws(() => checked(given), { name: 'DeploymentError', message });
  });

test('all that is wrong is told at once', (t) => {
  t.throws(() => checked({ regions: [], architecture: 'mips', alarmEmail: 'me' }), {
    message: /"regions".*\n"architecture".*\n"alarmEmail"/,
  });
});

test('a prefix that fits is taken: a name of a bucket has 63 characters', (t) => {
  t.notThrows(() => checked({ settings: { NAME_PREFIX: 'a'.repeat(38) }, regions: ['us-west-1'] }));
  t.throws(() => checked({ settings: { NAME_PREFIX: 'a'.repeat(40) }, regions: ['us-gov-west-1'] }));
});

test('without a file it is the default, a named file is read, and one that is no JSON is refused', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'face-inbox-deployment-'));
  const file = join(folder, 'deployment.json');
  const read = () => readDeployment({ FACE_INBOX_DEPLOYMENT: file });
  try {
    t.throws(read, { name: 'DeploymentError', message: /cannot be read.*Mend it/ });
    writeFileSync(file, '{"regions": ["eu-west-1"]}');
    t.like(read(), { regions: ['eu-west-1'], architecture: 'arm64', reserveConcurrency: true });
    writeFileSync(file, '{regions');
    t.throws(read, { name: 'DeploymentError', message: /must be a file with one JSON object/ });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  t.deepEqual(checked({}).regions, ['us-east-1']);
});

test('the command says what is wrong without a stack trace, and writes nothing', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'face-inbox-deployment-'));
  const file = join(folder, 'deployment.json');
  writeFileSync(file, '{"archiveDays": -1}');
  const { status, stderr } = spawnSync(process.execPath, [resolve(import.meta.dirname, '../main.ts')], {
    env: { PATH: process.env.PATH, FACE_INBOX_DEPLOYMENT: file, CDKTF_OUTDIR: join(folder, 'out') },
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true, force: true });
  t.is(status, 1);
  t.is(
    stderr,
    '"archiveDays" is -1, but must be a whole number of days from 1 to 3650. Set it so, or leave it out.\n',
  );
});
