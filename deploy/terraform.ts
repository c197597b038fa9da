import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DeployError } from './DeployError.ts';
import { output, run } from './run.ts';

/** A stack's folder, and Terraform in it. What is planned is what is applied: the plan lies in a file between the two. */
export interface Terraform {
  id: string;
  /** Shows what is going to change. @returns whether anything is. */
  plan(kind: 'deploy' | 'destroy'): Promise<boolean>;
  /** Does what was planned last, and shows how it goes on. */
  apply(): Promise<void>;
  /** What the stack tells of itself. */
  outputs(): Promise<Record<string, string>>;
}

const PLAN = 'deploy.tfplan';

/**
 * @param dir the folder with the stack's cdk.tf.json
 * @throws DeployError as all methods do, where Terraform fails; it has said why.
 */
export async function openTerraform(program: string, id: string, dir: string): Promise<Terraform> {
  // The provider of AWS has some hundred megabytes: once for all stacks.
  const plugins = process.env.TF_PLUGIN_CACHE_DIR || join(dir, '../../plugins');
  mkdirSync(plugins, { recursive: true });
  const where = { cwd: dir, env: { TF_IN_AUTOMATION: '1', TF_PLUGIN_CACHE_DIR: plugins } };
  const must = async (args: string[], remedy: string) => {
    const code = await run(program, args, where);
    if (code !== 0) throw new DeployError(`\`${program} ${args[0]}\` of ${id} ended with ${code}. ${remedy}`);
  };
  await must(
    ['init', '-input=false', '-no-color'],
    'It has said why. It needs its registry for the provider of AWS, and the place of the state.',
  );
  return {
    id,
    async plan(kind) {
      const args = ['plan', '-input=false', '-detailed-exitcode', `-out=${PLAN}`];
      const code = await run(program, kind === 'destroy' ? [...args, '-destroy'] : args, where);
      if (code === 0 || code === 2) return code === 2;
      throw new DeployError(`\`${program} plan\` of ${id} ended with ${code}. Nothing was changed.`);
    },
    apply: () =>
      must(
        ['apply', '-input=false', PLAN],
        'What was done until then stays and is known: mend what it has said, and start again.',
      ),
    async outputs() {
      const told = JSON.parse(await output(program, ['output', '-json'], where)) as Record<
        string,
        { value: string }
      >;
      return Object.fromEntries(Object.entries(told).map(([name, { value }]) => [name, value]));
    },
  };
}
