import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { spaceOfSettings } from '../../../people/spaceOfSettings.ts';
import { enrolledPhotos, unpack } from '../../../store/people.ts';
import { descriptorIn } from '../../../store/spaces.ts';
import { CommandError, EXIT } from '../../CommandError.ts';
import { checkTarget } from '../../checkTarget.ts';
import type { Connection } from '../../connect.ts';
import { counted } from '../../formats.ts';
import { showProgress } from '../../progress.ts';
import { writeWhole } from '../../writeWhole.ts';
import type { Chosen, Exported, ExportOptions } from './exportPeople.ts';
import { vectorLine } from './vectors.ts';

/** A file a person, since the form has no place for a name; a name that ends in `.csv` is that of one file. */
export async function exportVectors(
  { store, settings }: Connection,
  path: string,
  chosen: Chosen,
  { space: said, force }: ExportOptions,
  signal: AbortSignal,
): Promise<Exported> {
  const space = said ?? (await spaceOfSettings(settings)).space.name;
  const isFile = /\.csv$/i.test(path);
  if (isFile && chosen.size > 1)
    throw new CommandError(
      EXIT.usage,
      `A file of vectors has no place for names, and these are ${chosen.size} people. ` +
        'Name a folder, which gets a file a person, or one of them with --person.',
    );
  const fileFor = (person: string) => (isFile ? path : join(path, `${person}.csv`));
  for (const person of chosen.keys()) await checkTarget(fileFor(person), force);
  const progress = showProgress(chosen.size, undefined, 'people');
  const done = { photos: 0, without: 0 };
  try {
    for (const person of chosen.keys()) {
      const items = await enrolledPhotos(store, person);
      const vectors = items.flatMap((item) => descriptorIn(item, space) ?? []);
      const text = vectors.map((bytes) => `${vectorLine(unpack(bytes))}\n`).join('');
      done.photos += vectors.length;
      done.without += items.length - vectors.length;
      if (vectors.length > 0) {
        await mkdir(dirname(fileFor(person)), { recursive: true, mode: 0o700 });
        await writeWhole(fileFor(person), Readable.from([Buffer.from(text)]), { signal });
      }
      progress.done(person, 0);
    }
  } finally {
    progress.stop();
  }
  if (done.without === 0) return { photos: done.photos };
  return {
    photos: done.photos,
    missing: `${counted(done.without, 'photo')} without a descriptor of the space ${space}, left out.`,
  };
}
