/** What `npm run test:deployed` tries out: the packages for this machine, and the stack that names them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOYMENT, FOLDER, LOGS } from './support/theStack.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = (file: string, args: string[], environment: Record<string, string> = {}) =>
  execFileSync(process.execPath, [file, ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: 'inherit',
  });

rmSync(LOGS, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const file = join(FOLDER, 'deployment.json');
writeFileSync(file, JSON.stringify(DEPLOYMENT));
run('packaging/main.ts', ['--architecture', DEPLOYMENT.architecture]);
run('stacks/aws/main.ts', [], { FACE_INBOX_DEPLOYMENT: file, CDKTF_OUTDIR: FOLDER });
