import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ava, { type ExecutionContext } from 'ava';
import { applyStacks } from '../../deploy/applyStacks.ts';
import { DeployError } from '../../deploy/DeployError.ts';
import { findTerraform } from '../../deploy/findTerraform.ts';
import { openTerraform } from '../../deploy/terraform.ts';

const there = spawnSync('terraform', ['version']).status === 0 || spawnSync('tofu', ['version']).status === 0;
const test = there || process.env.CI === 'true' ? ava.serial : ava.skip;
const YES = { yes: true, isTTY: false };

/** As Terraform reads it. */
const reference = (path: string) => `\${${path}}`;

/** Stacks of Terraform's own resource, which needs no provider: all else of it is as with AWS. */
async function newStacks(t: ExecutionContext, ...ids: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-stacks-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const write = async (id: string, input: string) => {
    const dir = join(folder, 'stacks', id);
    await mkdir(dir, { recursive: true });
    const stack = {
      terraform: { backend: { local: { path: join(folder, `${id}.tfstate`) } } },
      resource: { terraform_data: { inbox: { input } } },
      output: { bucket: { value: reference('terraform_data.inbox.output') } },
    };
    await writeFile(join(dir, 'cdk.tf.json'), JSON.stringify(stack));
    return openTerraform(findTerraform().program, id, dir);
  };
  const stacks = await Promise.all(ids.map((id) => write(id, `${id}-photos`)));
  return { stacks, write, dirOf: (id: string) => join(folder, 'stacks', id) };
}

const silent = () => {};

test('what is planned is applied, tells its outputs, and a second time changes nothing', async (t) => {
  const { stacks } = await newStacks(t, 'one', 'two');
  const said: string[] = [];
  t.true(await applyStacks(stacks, 'deploy', YES, (line) => said.push(line)));
  t.deepEqual(await Promise.all(stacks.map((stack) => stack.outputs())), [
    { bucket: 'one-photos' },
    { bucket: 'two-photos' },
  ]);
  t.false(said.some((line) => line.includes('nothing to change')));
  t.true(await applyStacks(stacks, 'deploy', YES, (line) => said.push(line)));
  t.regex(said.at(-1)!, /nothing to change/);
});

test('only the stack that is changed is applied', async (t) => {
  const { stacks, write } = await newStacks(t, 'one', 'two');
  await applyStacks(stacks, 'deploy', YES, silent);
  const changed = await write('two', 'other-photos');
  t.true(await applyStacks([stacks[0]!, changed], 'deploy', YES, silent));
  t.deepEqual(await changed.outputs(), { bucket: 'other-photos' });
});

test('what is taken away is gone, and can be deployed again', async (t) => {
  const { stacks } = await newStacks(t, 'one');
  t.deepEqual(await stacks[0]!.outputs(), {}, 'nothing is there before');
  await applyStacks(stacks, 'deploy', YES, silent);
  t.true(await applyStacks(stacks, 'destroy', YES, silent));
  t.deepEqual(await stacks[0]!.outputs(), {});
  t.false(await stacks[0]!.plan('destroy'));
  t.true(await stacks[0]!.plan('deploy'));
});

test('a stack that Terraform does not take is an error, and nothing is changed', async (t) => {
  const { stacks, dirOf } = await newStacks(t, 'one');
  await writeFile(
    join(dirOf('one'), 'more.tf.json'),
    JSON.stringify({ resource: { terraform_data: { b: { input: reference('nothing.there') } } } }),
  );
  const error = await t.throwsAsync(applyStacks(stacks, 'deploy', YES, silent), { instanceOf: DeployError });
  t.regex(error!.message, /plan` of one ended with 1\. Nothing was changed\./);
  t.deepEqual(await stacks[0]!.outputs(), {});
});

test('an apply that fails in the middle says that what was done stays', async (t) => {
  const { stacks, dirOf } = await newStacks(t, 'one');
  await writeFile(
    join(dirOf('one'), 'more.tf.json'),
    JSON.stringify({
      resource: {
        terraform_data: { fails: { input: 1, provisioner: { 'local-exec': { command: 'exit 7' } } } },
      },
    }),
  );
  const error = await t.throwsAsync(applyStacks(stacks, 'deploy', YES, silent), { instanceOf: DeployError });
  t.regex(error!.message, /apply` of one ended with 1\. What was done until then stays/);
});

ava('without Terraform it is said what is missing', (t) => {
  const error = t.throws(() => findTerraform({ PATH: tmpdir() }), { instanceOf: DeployError });
  t.regex(error!.message, /^Neither Terraform nor OpenTofu is there .*Install one of them, 1\.10 or later/);
});

ava('a Terraform that is too old is named with what is needed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-old-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const old = join(folder, 'terraform');
  await writeFile(old, '#!/bin/sh\necho Terraform v1.5.7\n', { mode: 0o755 });
  const error = t.throws(() => findTerraform({ TERRAFORM_BINARY_NAME: old }), { instanceOf: DeployError });
  t.is(error!.message, 'Terraform v1.5.7 is there, but 1.10 or later is needed. Update it.');
});
