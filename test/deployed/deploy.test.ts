import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, GetBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import test from 'ava';
import { ROOT } from '../faces/support/project.ts';
import { type Stack, startStack } from '../support/startStack.ts';

const isThere = spawnSync('terraform', ['version']).status === 0;
const tested = isThere || process.env.CI === 'true' ? test.serial : test.skip;

/** Of its own, so that no state of a real deployment is touched. */
const PREFIX = `try-${process.pid}`;
const REGIONS = ['us-east-1', 'eu-west-1'];
const EXISTING = `${PREFIX}-photos`;
let folder: string;
let stack: Stack;

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-inbox-deploy-'));
  // Where S3, SQS and STS are asked. It has the queues, which Terraform does not really make here, and a bucket.
  stack = await startStack({ NAME_PREFIX: PREFIX, INBOX_BUCKET: `${PREFIX}-inbox` });
  await stack.clients.s3.send(new CreateBucketCommand({ Bucket: EXISTING }));
  const terraform = join(ROOT, 'test/deployed/support/terraformBuiltIn.ts');
  await writeFile(join(folder, 'terraform'), `#!/bin/sh\nexec "${process.execPath}" "${terraform}" "$@"\n`, {
    mode: 0o755,
  });
  const deployment = {
    regions: REGIONS,
    architecture: 'x86_64',
    existingBucket: { 'us-east-1': EXISTING },
    settings: { NAME_PREFIX: PREFIX, LOG_LEVEL: 'WARN' },
  };
  await writeFile(join(folder, 'deployment.json'), JSON.stringify(deployment));
});
test.after.always(async () => {
  await stack?.stop();
  for (const id of REGIONS.map((region) => `${PREFIX}-${region}`))
    for (const path of [
      `terraform.${id}.tfstate`,
      `terraform.${id}.tfstate.backup`,
      `cdktf.out/stacks/${id}`,
    ])
      await rm(join(ROOT, path), { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});

/** What `npm run deploy` and `npm run destroy` run. */
async function run(
  command: 'deploy' | 'destroy',
  ...args: string[]
): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, ['deploy/main.ts', command, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_ENDPOINT_URL: stack.endpoint },
      FACE_INBOX_DEPLOYMENT: join(folder, 'deployment.json'),
      TERRAFORM_BINARY_NAME: join(folder, 'terraform'),
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

const notifications = async () => {
  const asked = new GetBucketNotificationConfigurationCommand({ Bucket: EXISTING });
  return (await stack.clients.s3.send(asked)).QueueConfigurations?.map(({ Id }) => Id) ?? [];
};

tested('npm run deploy checks, packages, plans, applies, and prints what to paste', async (t) => {
  const { code, said } = await run('deploy', '--yes');
  t.is(code, 0, said);
  t.regex(said, /account 000000000000, as arn:aws:/);
  t.regex(said, new RegExp(`${PREFIX}-analyse: x86_64, [\\d.]+ MB zipped`));
  for (const region of REGIONS) {
    t.regex(said, new RegExp(`${PREFIX}-${region}: the plan`));
    t.true(existsSync(join(ROOT, `terraform.${PREFIX}-${region}.tfstate`)));
  }
  t.regex(
    said,
    new RegExp(
      `export AWS_DEFAULT_REGION=us-east-1\\n +aws s3 cp photo.jpg s3://${EXISTING}/\\n +` +
        `aws dynamodb get-item --table-name ${PREFIX}-images --key`,
    ),
  );
  t.regex(said, new RegExp(`s3://${PREFIX}-123456789012-eu-west-1/`));
});

tested('done once more it changes nothing', async (t) => {
  const before = await notifications();
  const { code, said } = await run('deploy', '--yes');
  t.is(code, 0, said);
  t.regex(said, /There is nothing to change\./);
  t.true(before.includes(`to-${PREFIX}-images`));
  t.deepEqual(await notifications(), before);
});

tested('npm run destroy takes it away again, and leaves the bucket that was there before', async (t) => {
  const { code, said } = await run('destroy', '--yes');
  t.is(code, 0, said);
  t.regex(said, /It is gone\.\s*$/);
  t.true(
    said.indexOf(`${PREFIX}-eu-west-1: the plan`) < said.indexOf(`${PREFIX}-us-east-1: the plan`),
    'the home last, which has the tables that all share',
  );
  t.false((await notifications()).includes(`to-${PREFIX}-images`));
  const again = await run('destroy', '--yes');
  t.is(again.code, 0, again.said);
  t.regex(again.said, /There is nothing to change\./);
});
