import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import pMap from 'p-map';
import { PEOPLE } from '../../../config/keys.ts';
import { readObject } from '../../../people/readObject.ts';
import type { Connection } from '../../connect.ts';
import { explain, isUnreachable } from '../../explain.ts';
import { listBucket, unchanged } from '../../inBucket.ts';
import { showProgress } from '../../progress.ts';
import { writeWhole } from '../../writeWhole.ts';
import type { Chosen, Exported, ExportOptions } from './exportPeople.ts';

const AT_ONCE = 8;

/** The photos themselves. What is there already, byte for byte, is not read again. */
export async function exportFolder(
  connection: Connection,
  folder: string,
  chosen: Chosen,
  { force }: ExportOptions,
  signal: AbortSignal,
): Promise<Exported> {
  const keys = [...chosen.values()].flat();
  const listing = await listBucket(connection, keys, signal);
  const progress = showProgress(keys.length, 'read');
  const failed: string[] = [];
  let photos = 0;
  const one = async (key: string) => {
    const object = listing.get(key);
    const file = pathFor(folder, key);
    try {
      if (file === undefined) throw new Error('Its key cannot be the path of a file.');
      if (!object) throw new Error('It is not in the bucket any more; its removal is still queued.');
      const isThere = await stat(file).then(
        () => true,
        () => false,
      );
      let bytes = 0;
      if (!isThere || (await unchanged({ file, key }, listing)) === undefined) {
        if (isThere && !force)
          throw new Error(`${file} is there and is another file. Use --force to go over it.`);
        const body = await readObject(connection, key, object.etag, signal);
        if (!body) throw new Error('It was replaced or removed meanwhile. Export once more.');
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await writeWhole(file, Readable.from([body]), { signal });
        bytes = body.length;
      }
      photos++;
      progress.done(bytes > 0 ? `written: ${file}` : `already there: ${file}`, bytes);
    } catch (error) {
      if (signal.aborted || isUnreachable(error)) throw error;
      failed.push(`  ${key}: ${explain(error).message}`);
      progress.done(`failed: ${key}`, 0);
    }
  };
  try {
    await pMap(keys, one, { concurrency: AT_ONCE, signal });
  } finally {
    progress.stop();
  }
  if (failed.length === 0) return { photos };
  return { photos, missing: `Not in it:\n${failed.join('\n')}` };
}

/** `<person>/<file>`, in a collection `<collection>/people/<person>/<file>`; undefined where that would lead elsewhere. */
function pathFor(folder: string, key: string): string | undefined {
  const within = key.startsWith(PEOPLE) ? key.slice(PEOPLE.length) : key;
  const isSafe = within.split('/').every((part) => !['', '.', '..'].includes(part) && !part.includes('\0'));
  return isSafe ? join(folder, within) : undefined;
}
