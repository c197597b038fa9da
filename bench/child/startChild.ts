import { fork, type Serializable } from 'node:child_process';
import { on, once } from 'node:events';

/** A script of the benchmark in a process of its own. */
export interface Child {
  send(message: Serializable): void;
  /** Its next message. @throws ChildError where it ends instead. */
  next<M>(): Promise<M>;
  /** Closes the channel, upon which it ends by itself. */
  end(): Promise<void>;
  kill(): Promise<void>;
}

export interface How {
  /** Arguments of the script. */
  values?: string[];
  /** Of Node.js. */
  flags?: string[];
  /** Beside that of this process. */
  environment?: Record<string, string>;
}

/** A process of the benchmark ended instead of answering, or failed at what it was asked. */
export class ChildError extends Error {
  override name = 'ChildError';
}

/** The engine is not installed, or does not run on this machine; the message says what to do. */
export class LeftOut extends Error {
  override name = 'LeftOut';
}

export function startChild(script: string, { values = [], flags = [], environment = {} }: How = {}): Child {
  const child = fork(script, values, {
    env: { ...process.env, ...environment },
    serialization: 'advanced',
    execArgv: [...flags, '--disable-warning=ExperimentalWarning'],
    // stdout is for the result: whatever a library prints goes to stderr.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const exit = once(child, 'exit');
  const messages = on(child, 'message', { close: ['disconnect'] });
  return {
    send: (message) => void child.send(message),
    async next<M>() {
      const { value, done } = await messages.next();
      if (!done) return value[0] as M;
      const [code, signal] = await exit;
      throw new ChildError(
        `${script} ended with ${signal ?? `exit code ${code}`} instead of an answer; what it has printed says why.`,
      );
    },
    async end() {
      if (child.connected) child.disconnect();
      await exit;
    },
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
