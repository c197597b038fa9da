/**
 * Terraform as it is, for a stack whose resources have become Terraform's own kind at `init`: for lack of the provider of AWS,
 * which cannot be had everywhere.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { builtIn } from '../../../stacks/aws/test/support/builtIn.ts';

const STACK = 'cdk.tf.json';
const args = process.argv.slice(2);
if (args[0] === 'init') {
  const written = JSON.parse(readFileSync(STACK, 'utf8'));
  const { backend } = written.terraform;
  writeFileSync(STACK, JSON.stringify({ ...builtIn(written), terraform: { backend } }));
}
process.exitCode = spawnSync('terraform', args, { stdio: 'inherit' }).status ?? 1;
