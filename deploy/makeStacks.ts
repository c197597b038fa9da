import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DeployError } from './DeployError.ts';
import { run } from './run.ts';

export const ROOT = resolve(import.meta.dirname, '..');
const PACKAGE = join(ROOT, 'stacks/aws');
const OUT = join(ROOT, 'cdktf.out');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Installs what only deploying needs, where it is not there yet. */
export async function installStacks(say: (line: string) => void): Promise<void> {
  if (existsSync(join(PACKAGE, 'node_modules/.package-lock.json'))) return;
  say('Installing what deploying needs (once; it unpacks to 480 MB) ...');
  const code = await run(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: PACKAGE });
  if (code !== 0)
    throw new DeployError(
      `\`npm ci\` in stacks/aws ended with ${code}. Mend what it has said, and start again.`,
    );
}

/**
 * Writes what Terraform reads.
 * @returns the folder of a stack, by its id
 * @throws DeployError where the deployment breaks a rule; it has been said which.
 */
export async function synthesise(): Promise<(id: string) => string> {
  const code = await run(process.execPath, ['main.ts'], { cwd: PACKAGE, env: { CDKTF_OUTDIR: OUT } });
  if (code !== 0) throw new DeployError('The stacks break a rule, as is said above. Nothing was changed.');
  return (id) => join(OUT, 'stacks', id);
}
