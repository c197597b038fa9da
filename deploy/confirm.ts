import { createInterface } from 'node:readline/promises';
import { DeployError } from './DeployError.ts';

/** How to be sure that somebody wants it. */
export interface Consent {
  /** Given on the command line. */
  yes: boolean;
  /** Whether there is somebody to ask. */
  isTTY: boolean;
}

/** @throws DeployError where nobody can be asked, before anything is done. */
export function checkConsent({ yes, isTTY }: Consent): void {
  if (yes || isTTY) return;
  throw new DeployError(
    'Nobody can be asked, as this is no terminal. Look at the plan in one, or add --yes.',
  );
}

/** @returns whether it was confirmed */
export async function confirm(question: string, { yes }: Consent): Promise<boolean> {
  if (yes) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const stop = new AbortController();
  // Ctrl-C and Ctrl-D are a no.
  terminal.on('SIGINT', () => stop.abort()).on('close', () => stop.abort());
  try {
    return (await terminal.question(`${question} Only "yes" is taken: `, { signal: stop.signal })) === 'yes';
  } catch (error) {
    if ((error as Error).name === 'AbortError') return false;
    throw error;
  } finally {
    terminal.close();
  }
}
