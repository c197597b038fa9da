import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ExecutionContext } from 'ava';

const PROGRAM = (dir: string) => `
  import { createServer } from 'node:http';
  import { openTables } from ${JSON.stringify(new URL('../../local/tables/openTables.ts', import.meta.url))};
  const tables = await openTables({ dir: ${JSON.stringify(dir)}, region: 'us-east-1', onError: console.error });
  const server = createServer(tables.handle).listen(0, '127.0.0.1');
  server.once('listening', () => process.stdout.write('http://127.0.0.1:' + server.address().port));`;

/**
 * The local DynamoDB in a process of its own, which ends by a SIGKILL at the latest with the test. `wrap` makes a
 * command of the one that starts it, where it is to live under a limit.
 */
export async function startTablesChild(
  t: ExecutionContext,
  dir: string,
  wrap: (command: string[]) => string[] = (command) => command,
) {
  const command = wrap([process.execPath, '--input-type=module', '-e', PROGRAM(dir)]);
  const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  t.teardown(kill);
  const [endpoint] = (await Promise.race([once(child.stdout, 'data'), exited])) as [Buffer | number];
  if (typeof endpoint === 'number')
    throw new Error(`The local DynamoDB ended at its start with ${endpoint}.`);
  return { endpoint: `${endpoint}`, kill };
}
