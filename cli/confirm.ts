import { createInterface } from 'node:readline/promises';
import { CommandError, EXIT } from './CommandError.ts';

/**
 * Asks before something is destroyed.
 * @param question ends with a full stop or a question mark
 * @param because why one has to ask, said where nobody is there to be asked
 * @throws CommandError where the answer is not yes, or nobody can give one
 */
export async function confirm(question: string, because: string, signal: AbortSignal): Promise<void> {
  if (!process.stdin.isTTY)
    throw new CommandError(EXIT.usage, `${because}, and nobody is there to be asked. Confirm it with --yes.`);
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if (/^y(es)?$/i.test((await ask.question(`${question} (yes/no) `, { signal })).trim())) return;
  } finally {
    ask.close();
  }
  throw new CommandError(EXIT.failed, 'Nothing was changed.');
}
