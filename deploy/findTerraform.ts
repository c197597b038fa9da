import { spawnSync } from 'node:child_process';
import { DeployError } from './DeployError.ts';

/** The first with locks of the state in S3 itself, of both. */
const LEAST = [1, 10];

export interface Program {
  /** The command. */
  program: string;
  /** As `Terraform 1.11.4`. */
  told: string;
}

/**
 * Terraform or OpenTofu, whichever is there; TERRAFORM_BINARY_NAME names another command.
 * @throws DeployError where there is none, or only one that is too old.
 */
export function findTerraform(environment = process.env): Program {
  const named = environment.TERRAFORM_BINARY_NAME;
  const tried = named ? [named] : ['terraform', 'tofu'];
  const rejected: string[] = [];
  for (const program of tried) {
    const { status, stdout } = spawnSync(program, ['version'], { encoding: 'utf8', env: environment });
    if (status !== 0) continue;
    const [told = ''] = stdout.split('\n');
    const version = /v(\d+)\.(\d+)\S*/.exec(told);
    const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
    if (major > LEAST[0]! || (major === LEAST[0] && minor >= LEAST[1]!))
      return { program, told: told.replace(' v', ' ') };
    rejected.push(told);
  }
  throw new DeployError(
    rejected.length > 0
      ? `${rejected.join(', ')} is there, but ${LEAST.join('.')} or later is needed. Update it.`
      : `Neither Terraform nor OpenTofu is there (tried: ${tried.join(', ')}). Install one of them, ` +
          `${LEAST.join('.')} or later, or name its command by TERRAFORM_BINARY_NAME.`,
  );
}
