import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Migrations, Step } from '../../data/migrate.ts';

/** Two steps: each rewrites all of two parts, and tells of each file before it writes it. */
export const TO_THREE = (tell: (line: string) => void = () => {}): Migrations => ({
  layout: 3,
  steps: { 1: rewrite('two', tell), 2: rewrite('three', tell) },
});

export const REWRITTEN = ['queues', 'bucket'];

function rewrite(content: string, tell: (line: string) => void): Step {
  return async (folder, into) => {
    for (const part of REWRITTEN) {
      await mkdir(join(into, part));
      for (const name of await readdir(join(folder, part))) {
        tell(`${content} ${part}/${name}`);
        await readFile(join(folder, part, name));
        await writeFile(join(into, part, name), content);
      }
    }
  };
}
