import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { builtIn } from './support/builtIn.ts';
import { synthesize } from './support/synthesize.ts';
import type { Written } from './support/Written.ts';

/**
 * Terraform itself reads what is synthesised and applies it, in its own order, but for the provider of AWS, which cannot be
 * had everywhere: each resource is one of Terraform's built-in kind, `terraform_data`, which keeps what it is given. So its
 * parser, its references, functions and order are the real ones; what AWS takes for right, it does not say.
 */
const TOOL = process.env.FACE_INBOX_TERRAFORM ?? 'terraform';
const isThere = spawnSync(TOOL, ['version'], { encoding: 'utf8' }).status === 0;
if (!isThere)
  console.log(
    `Skipped: what Terraform says of the stack; there is no ${TOOL} here (FACE_INBOX_TERRAFORM names one).`,
  );
const tested = isThere || process.env.CI === 'true' ? test : test.skip;

function openFolder(t: ExecutionContext, written: Written) {
  const root = mkdtempSync(join(tmpdir(), 'face-inbox-terraform-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, 'cdktf.out/stacks/one');
  mkdirSync(folder, { recursive: true });
  for (const { source } of Object.values<Written>(written.resource.aws_s3_object ?? {})) {
    if (source === undefined) continue;
    mkdirSync(dirname(join(folder, source)), { recursive: true });
    writeFileSync(join(folder, source), source);
  }
  const { TF_CLI_CONFIG_FILE: _, ...env } = process.env;
  return {
    write: (content: Written) => writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(content)),
    terraform: (...args: string[]): SpawnSyncReturns<string> =>
      spawnSync(TOOL, [`-chdir=${folder}`, ...args], {
        env: { ...env, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1', TF_DATA_DIR: join(root, 'data') },
        encoding: 'utf8',
      }),
  };
}

const GIVEN = {
  regions: ['us-east-1', 'eu-west-1'],
  ...{
    versioning: true,
    alarmEmail: 'ops@example.org',
    api: 'keys',
    page: 'cloudfront',
    settings: { RETENTION_DAYS: '30' },
  },
};

for (const [stack, written] of Object.entries(synthesize(GIVEN).stacks)) {
  tested(`Terraform's parser takes ${stack} as it is written`, (t) => {
    const { write, terraform } = openFolder(t, written);
    write(written);
    const { status, stderr } = terraform('get', '-no-color');
    t.is(status, 0, stderr);
    // The same command refuses what is no configuration of Terraform.
    write({ ...written, resource: { aws_sqs_queue: { 'not a name': {} } } });
    t.not(terraform('get').status, 0);
  });

  tested(
    `Terraform finds all that ${stack} refers to, an order to make it in, and nothing to do a second time`,
    (t) => {
      const { write, terraform } = openFolder(t, written);
      write(builtIn(written));
      for (const args of [
        ['init', '-backend=false'],
        ['validate'],
        ['apply', '-auto-approve'],
        ['plan', '-detailed-exitcode'],
      ]) {
        const { status, stdout, stderr } = terraform(
          ...args,
          '-no-color',
          ...(args[0] === 'validate' ? [] : ['-input=false']),
        );
        t.is(status, 0, `${args[0]}: ${stdout.slice(-2000)}${stderr}`);
      }
      const state = JSON.parse(terraform('show', '-json').stdout);
      const made: Written[] = state.values.root_module.resources;
      const count = [written.data, written.resource]
        .flatMap((byType) => Object.values<Written>(byType))
        .flatMap((byId) => Object.keys(byId)).length;
      t.is(made.length, count);
      const policies = made
        .flatMap(({ values: { output } }) => [
          output.policy,
          output.assume_role_policy,
          output.redrive_policy,
        ])
        .filter((text) => text !== undefined);
      t.true(policies.length > 15);
      for (const text of policies) t.notRegex(JSON.stringify(JSON.parse(text)), /\$\{|undefined|null/);
    },
  );
}

tested('Terraform refuses a reference to what is not there, and what waits for itself', (t) => {
  const [written] = Object.values(synthesize().stacks);
  const { write, terraform } = openFolder(t, written);
  const { resource, output } = builtIn(written);
  write({
    resource,
    output: { ...output, more: { value: `\${terraform_data.aws_sqs_queue--none.output.arn}` } },
  });
  t.is(terraform('init', '-backend=false').status, 0);
  t.regex(terraform('validate', '-no-color').stderr, /undeclared resource/);
  const image = resource.terraform_data['aws_sqs_queue--images'];
  image.depends_on = ['terraform_data.aws_lambda_event_source_mapping--analyse-images'];
  write({ resource, output });
  t.regex(terraform('validate', '-no-color').stderr, /Cycle/);
});
