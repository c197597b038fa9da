/** What `npm run test:deployed` tries out: the packages for this machine, and the stack that names them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOYMENT, FOLDER, LOGS, VECTORS_FOLDER, WITH_VECTORS } from './support/theStack.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = (file: string, args: string[], environment: Record<string, string> = {}) =>
  execFileSync(process.execPath, [file, ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: 'inherit',
  });

rmSync(LOGS, { recursive: true, force: true });
mkdirSync(VECTORS_FOLDER, { recursive: true });
run('packaging/main.ts', ['--architecture', DEPLOYMENT.architecture]);
for (const [folder, deployment] of [
  [FOLDER, DEPLOYMENT],
  [VECTORS_FOLDER, WITH_VECTORS],
] as const) {
  const file = join(folder, 'deployment.json');
  writeFileSync(file, JSON.stringify(deployment));
  run('stacks/aws/main.ts', [], { FACE_INBOX_DEPLOYMENT: file, CDKTF_OUTDIR: folder });
}
