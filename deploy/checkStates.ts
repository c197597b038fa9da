import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Deployment, settingsOf } from '../stacks/aws/deployment.ts';
import { REGION } from '../stacks/aws/wrongIn.ts';
import { DeployError } from './DeployError.ts';

const fileOf = (id: string) => `terraform.${id}.tfstate`;

/** Regions in which something is deployed by a state in this folder, and that are not asked for any more. */
export function forgottenRegions(deployment: Deployment, folder: string): string[] {
  const begin = `terraform.${settingsOf(deployment).prefix}-`;
  return readdirSync(folder)
    .filter((file) => file.startsWith(begin) && file.endsWith('.tfstate'))
    .map((file) => file.slice(begin.length, -'.tfstate'.length))
    .filter((region) => REGION.test(region) && !deployment.regions.includes(region))
    .filter((region) => holdsAnything(join(folder, `${begin}${region}.tfstate`)));
}

/**
 * Terraform knows what it has made by its state alone: with another one it would make everything anew.
 * @throws DeployError where the state is to be in S3, and there is one in this folder that still holds something.
 */
export function checkStates({ state, ...deployment }: Deployment, folder: string): void {
  if (!state) return;
  const { prefix } = settingsOf(deployment);
  for (const region of deployment.regions) {
    const id = `${prefix}-${region}`;
    const file = join(folder, fileOf(id));
    if (!existsSync(file) || !holdsAnything(file)) continue;
    throw new DeployError(
      `"state" is in the bucket ${state.bucket}, but ${fileOf(id)} is here and holds what is deployed. Move it:\n` +
        `  aws s3 cp ${fileOf(id)} s3://${state.bucket}/${state.prefix}${id}.tfstate && rm -r ${fileOf(id)} cdktf.out`,
    );
  }
}

function holdsAnything(file: string): boolean {
  const { resources = [] } = JSON.parse(readFileSync(file, 'utf8')) as { resources?: unknown[] };
  return resources.length > 0;
}
