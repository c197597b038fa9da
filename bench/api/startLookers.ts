import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Settings, settingsAsEnvironment } from '../../config/settings.ts';

export interface Lookers {
  /** Looks at all of them, each process at its share. @returns milliseconds until the last was done */
  lookAt(paths: string[]): Promise<number>;
  stop(): Promise<void>;
}

const SCRIPT = join(import.meta.dirname, 'lookProcess.ts');

/** A process ended that was to look at photos. */
class LookerEndedError extends Error {
  override name = 'LookerEndedError';
}

/** So many processes with an engine each, as the function's are. */
export async function startLookers(settings: Settings, count: number): Promise<Lookers> {
  const env = { ...process.env, ...settingsAsEnvironment(settings) };
  const children = Array.from({ length: count }, () =>
    fork(SCRIPT, { env, execArgv: ['--disable-warning=ExperimentalWarning'] }),
  );
  await Promise.all(children.map(said));
  return {
    async lookAt(paths) {
      const started = performance.now();
      await Promise.all(
        children.map((child, at) => {
          child.send(paths.filter((_, index) => index % count === at));
          return said(child);
        }),
      );
      return performance.now() - started;
    },
    async stop() {
      await Promise.all(
        children.map(async (child) => {
          const ended = once(child, 'exit');
          child.kill();
          await ended;
        }),
      );
    },
  };
}

async function said(child: ChildProcess): Promise<void> {
  const ended = new AbortController();
  const { signal } = ended;
  await Promise.race([
    once(child, 'message', { signal }),
    once(child, 'exit', { signal }).then(([code]) => {
      throw new LookerEndedError(`The process ended with ${code}; what it wrote stands above.`);
    }),
  ]).finally(() => ended.abort());
}
