import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'ava';
import { synthesize } from './support/synthesize.ts';
import type { Written } from './support/Written.ts';

const REGIONS = { regions: ['us-east-1', 'eu-west-1', 'ap-southeast-2'] };
const { stacks, manifest } = synthesize(REGIONS);
const [home, ...others] = REGIONS.regions.map((region) => stacks[`face-inbox-${region}`]);

test('each region has a stack of its own, the others after the home and before it when they go', (t) => {
  t.deepEqual(
    Object.keys(stacks),
    REGIONS.regions.map((region) => `face-inbox-${region}`),
  );
  t.deepEqual(
    REGIONS.regions.map((region) => manifest.stacks[`face-inbox-${region}`].dependencies),
    [[], ['face-inbox-us-east-1'], ['face-inbox-us-east-1']],
  );
  for (const region of REGIONS.regions) {
    t.deepEqual(stacks[`face-inbox-${region}`].provider.aws, [{ region }]);
    t.is(
      stacks[`face-inbox-${region}`].terraform.backend.local.path,
      `../../../terraform.face-inbox-${region}.tfstate`,
    );
  }
});

test('who is enrolled is one table with a replica in every other region, and results stay where they are', (t) => {
  for (const role of ['people', 'state']) {
    t.like(home.resource.aws_dynamodb_table[role], {
      stream_enabled: true,
      stream_view_type: 'NEW_AND_OLD_IMAGES',
    });
    t.deepEqual(home.resource.aws_dynamodb_table[role].replica, [
      { region_name: 'eu-west-1', point_in_time_recovery: true },
      { region_name: 'ap-southeast-2', point_in_time_recovery: true },
    ]);
  }
  for (const role of ['images', 'sightings', 'unknown', 'chunks'])
    t.is(home.resource.aws_dynamodb_table[role].replica, undefined);
  for (const other of others)
    t.deepEqual(Object.keys(other.resource.aws_dynamodb_table), ['chunks', 'images', 'sightings', 'unknown']);
});

test('the functions of the other regions know the home, and may write nothing of who is enrolled', (t) => {
  const ofPeople = (stack: Written, id: string): string[] =>
    JSON.parse(stack.resource.aws_iam_role_policy[id].policy)
      .Statement.filter(({ Resource }: Written) => /people\b/.test(Resource[0]))
      .flatMap(({ Action }: Written) => Action);
  for (const [at, other] of others.entries()) {
    for (const fn of Object.values<Written>(other.resource.aws_lambda_function))
      t.is(fn.environment.variables.HOME_REGION, 'us-east-1');
    const reads = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Scan'];
    t.deepEqual(ofPeople(other, 'analyse'), reads);
    t.deepEqual(ofPeople(other, 'reconcile'), reads);
    t.deepEqual(ofPeople(other, 'sweep'), ['dynamodb:GetItem']);
    t.true(
      other.resource.aws_iam_role_policy.analyse.policy.includes(
        `dynamodb:${REGIONS.regions[at + 1]}:\${data.aws_caller_identity.current.account_id}:table/face-inbox-people`,
      ),
      'the table of its own region',
    );
  }
  for (const fn of Object.values<Written>(home.resource.aws_lambda_function))
    t.false('HOME_REGION' in fn.environment.variables);
  t.true(ofPeople(home, 'analyse').includes('dynamodb:PutItem'));
});

test('nothing that regions share has one name twice, and nothing in a region either', (t) => {
  const NAMED = ['name', 'bucket', 'function_name', 'alarm_name', 'dashboard_name'];
  const EVERYWHERE = ['aws_iam_role', 'aws_s3_bucket', 'aws_cloudwatch_dashboard'];
  const all = [...REGIONS.regions, 'party'].flatMap((region) => {
    const stack =
      region === 'party'
        ? synthesize({ settings: { NAME_PREFIX: 'party' } }).stacks['party-us-east-1']
        : stacks[`face-inbox-${region}`];
    const place = stack.provider.aws[0].region;
    return Object.entries<Written>(stack.resource).flatMap(([type, byId]) =>
      Object.values<Written>(byId).flatMap((its) => {
        const name = NAMED.map((argument) => its[argument]).find(
          (value) => typeof value === 'string' && !value.startsWith(`\${aws_`),
        );
        if (name === undefined || type === 'aws_iam_role_policy') return [];
        return [`${type} ${EVERYWHERE.includes(type) ? '' : place} ${name}`];
      }),
    );
  });
  t.true(all.length > 150);
  t.deepEqual(
    all.filter((name, at) => all.indexOf(name) !== at),
    [],
  );
});

test('the same deployment is written the same, byte by byte, wherever and how often it is', (t) => {
  t.deepEqual(synthesize(REGIONS).texts, synthesize(REGIONS).texts);
  const main = resolve(import.meta.dirname, '../main.ts');
  const texts = ['/', tmpdir()].map((cwd) => {
    const CDKTF_OUTDIR = mkdtempSync(join(tmpdir(), 'face-inbox-synth-'));
    try {
      const { status, stderr } = spawnSync(process.execPath, [main], {
        cwd,
        env: { PATH: process.env.PATH, CDKTF_OUTDIR },
        encoding: 'utf8',
      });
      t.is(status, 0, stderr);
      return readFileSync(join(CDKTF_OUTDIR, 'stacks/face-inbox-us-east-1/cdk.tf.json'), 'utf8');
    } finally {
      rmSync(CDKTF_OUTDIR, { recursive: true, force: true });
    }
  });
  t.is(texts[0], texts[1]);
  t.is(texts[0], synthesize().texts['face-inbox-us-east-1']);
  t.false(texts[0]!.includes(resolve(import.meta.dirname, '../../..')), 'no path of this machine');
});
