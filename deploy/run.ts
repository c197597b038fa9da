import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DeployError } from './DeployError.ts';

interface Running {
  cwd: string;
  env?: Record<string, string>;
}

/**
 * Runs a program that writes to the terminal itself, and can be asked there.
 * @returns its exit code
 * @throws DeployError where it cannot be started or was ended by a signal.
 */
export async function run(program: string, args: string[], { cwd, env }: Running): Promise<number> {
  const child = spawn(program, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
  return ended(program, args, child);
}

/** The same for what it writes to its standard output. @throws DeployError also where it fails. */
export async function output(program: string, args: string[], { cwd, env }: Running): Promise<string> {
  const child = spawn(program, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const code = await ended(program, args, child);
  if (code !== 0) throw failed(program, args, `ended with ${code}`);
  return text;
}

async function ended(program: string, args: string[], child: ReturnType<typeof spawn>): Promise<number> {
  // Ctrl-C reaches the program too, which ends in its own way; this one waits for it.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    if (code === null) throw failed(program, args, `was ended by ${signal}`);
    return code;
  } catch (error) {
    if (error instanceof DeployError) throw error;
    throw new DeployError(`${program} cannot be started: ${(error as Error).message}.`, { cause: error });
  } finally {
    process.off('SIGINT', ignore);
  }
}

const failed = (program: string, args: string[], how: string) =>
  new DeployError(
    `\`${program} ${args.join(' ')}\` ${how}. What it wrote says why; mend that and start again.`,
  );
