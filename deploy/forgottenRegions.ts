import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Deployment, settingsOf } from '../stacks/aws/deployment.ts';

/** Regions in which something is deployed by a state in this folder, and that are not asked for any more. */
export function forgottenRegions(deployment: Deployment, folder: string): string[] {
  const { prefix } = settingsOf(deployment);
  return readdirSync(folder)
    .flatMap((file) => {
      const region =
        file.startsWith(`terraform.${prefix}-`) &&
        /^[a-z]{2,3}(-[a-z]+)+-\d$/.exec(file.slice(`terraform.${prefix}-`.length, -'.tfstate'.length));
      return region && file.endsWith('.tfstate') && holdsAnything(join(folder, file)) ? [region[0]] : [];
    })
    .filter((region) => !deployment.regions.includes(region));
}

function holdsAnything(file: string): boolean {
  const { resources = [] } = JSON.parse(readFileSync(file, 'utf8')) as { resources?: unknown[] };
  return resources.length > 0;
}
