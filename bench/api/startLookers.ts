import { join } from 'node:path';
import { type Settings, settingsAsEnvironment } from '../../config/settings.ts';
import { startChild } from '../child/startChild.ts';

export interface Lookers {
  /** Looks at all of them, each process at the next one as soon as it is free. @returns milliseconds until the last was done */
  lookAt(paths: string[]): Promise<number>;
  stop(): Promise<void>;
}

const SCRIPT = join(import.meta.dirname, 'lookProcess.ts');

/** So many processes with an engine each, as the function's are. @throws ChildError where one ends */
export async function startLookers(settings: Settings, count: number): Promise<Lookers> {
  const environment = settingsAsEnvironment(settings);
  const children = Array.from({ length: count }, () => startChild(SCRIPT, { environment }));
  await Promise.all(children.map((child) => child.next()));
  return {
    async lookAt(paths) {
      const started = performance.now();
      const left = paths.values();
      await Promise.all(
        children.map(async (child) => {
          for (const path of left) {
            child.send(path);
            await child.next();
          }
        }),
      );
      return performance.now() - started;
    },
    async stop() {
      await Promise.all(children.map((child) => child.kill()));
    },
  };
}
