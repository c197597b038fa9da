import { fork } from 'node:child_process';
import { on, once } from 'node:events';

export interface Child {
  send(message: string): void;
  /** Its next message. @throws ChildError where it ends instead. */
  next<M>(): Promise<M>;
  /** Closes the channel, upon which it ends by itself. */
  end(): Promise<void>;
}

/** A process of the benchmark ended instead of answering. */
class ChildError extends Error {
  override name = 'ChildError';
}

/** Starts a script of the benchmark in a process of its own, which sends messages and ends when it is left alone. */
export function startChild(script: string, values: string[], flags: string[] = []): Child {
  const child = fork(script, values, {
    execArgv: [...flags, '--disable-warning=ExperimentalWarning'],
    // stdout is for the result.
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
  };
}
