import { Readable } from 'node:stream';
import { enrolledPhotos } from '../../../store/people.ts';
import { checkTarget } from '../../checkTarget.ts';
import type { Connection } from '../../connect.ts';
import { showProgress } from '../../progress.ts';
import { writeWhole } from '../../writeWhole.ts';
import type { Chosen, Exported, ExportOptions } from './exportPeople.ts';
import { lineOf } from './lines.ts';

/** One JSON document a line and enrolled photo. The file is there when it is whole, and not before. */
export async function exportLines(
  { store }: Connection,
  file: string,
  chosen: Chosen,
  { force }: ExportOptions,
  signal: AbortSignal,
): Promise<Exported> {
  await checkTarget(file, force, 'people.jsonl');
  let photos = 0;
  const progress = showProgress(chosen.size, undefined, 'people');
  const lines = async function* () {
    for (const person of chosen.keys()) {
      for (const item of await enrolledPhotos(store, person)) {
        photos++;
        yield `${lineOf(item)}\n`;
      }
      progress.done(person, 0);
    }
  };
  try {
    await writeWhole(file, Readable.from(lines(), { objectMode: false }), { signal });
  } finally {
    progress.stop();
  }
  return { photos };
}
