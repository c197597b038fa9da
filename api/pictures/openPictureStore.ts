import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Pictures by whose they are and by a name. What is kept is made again where it is lost. */
export interface PictureStore {
  get(image: string, name: string): Promise<Buffer | undefined>;
  put(image: string, name: string, bytes: Buffer): Promise<void>;
  /** All that is kept of an image. */
  remove(image: string): Promise<void>;
}

/** In memory, up to so many bytes; the one that was not asked for longest goes first. */
export function openPictureMemory(most: number): PictureStore {
  const kept = new Map<string, { image: string; bytes: Buffer }>();
  let size = 0;
  const drop = (key: string) => {
    size -= kept.get(key)?.bytes.length ?? 0;
    kept.delete(key);
  };
  return {
    async get(image, name) {
      const key = keyOf(image, name);
      const found = kept.get(key);
      if (!found) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found.bytes;
    },
    async put(image, name, bytes) {
      const key = keyOf(image, name);
      drop(key);
      kept.set(key, { image, bytes });
      size += bytes.length;
      for (const [oldest] of kept) {
        if (size <= most) break;
        drop(oldest);
      }
    },
    async remove(image) {
      for (const [key, one] of [...kept]) if (one.image === image) drop(key);
    },
  };
}

/** About ten thousand thumbnails. */
const MOST = 256e6;
/** A file that was asked for within this time is not marked again. */
const MARK_MS = 3600_000;
/** So much of the bound may be written between two looks whether it is exceeded, by each process that writes. */
const SLACK = 0.05;

/**
 * In a folder, which several processes may share, a folder an image in it. It may exceed its bound a little between two looks.
 * What cannot be read or written is as if it were not kept.
 */
export function openPictureFolder(folder: string, most = MOST): PictureStore {
  let written = Number.POSITIVE_INFINITY; // since the last look, which is due
  const fileOf = (image: string, name: string) => join(folder, hashOf(image), hashOf(name));
  return {
    async get(image, name) {
      const file = fileOf(image, name);
      try {
        const [bytes, { mtimeMs }] = await Promise.all([readFile(file), stat(file)]);
        if (Date.now() - mtimeMs > MARK_MS) await utimes(file, new Date(), new Date());
        return bytes;
      } catch {
        return undefined;
      }
    },
    async put(image, name, bytes) {
      const file = fileOf(image, name);
      const beside = `${file}.${randomUUID()}`;
      try {
        await mkdir(join(folder, hashOf(image)), { recursive: true, mode: 0o700 });
        await writeFile(beside, bytes, { mode: 0o600 });
        await rename(beside, file);
      } catch {
        await rm(beside, { force: true }).catch(() => {});
        return;
      }
      written += bytes.length;
      if (written < SLACK * most) return;
      written = 0;
      await shrink(folder, most).catch(() => {});
    },
    remove: (image) => rm(join(folder, hashOf(image)), { recursive: true, force: true }).catch(() => {}),
  };
}

/** Removes the files that were not asked for longest, until the others are within the bound. */
async function shrink(folder: string, most: number): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found: { file: string; size: number; mtimeMs: number }[] = [];
  for (const file of files) {
    const known = await stat(file).catch(() => undefined); // another process can have removed it
    if (known) found.push({ file, size: known.size, mtimeMs: known.mtimeMs });
  }
  let size = found.reduce((sum, one) => sum + one.size, 0);
  for (const one of found.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (size <= most) return;
    await rm(one.file, { force: true });
    // The folder of an image goes with the last picture in it; where there are others it stays.
    await rmdir(dirname(one.file)).catch(() => {});
    size -= one.size;
  }
}

const keyOf = (image: string, name: string) => JSON.stringify([image, name]);

/** Keys are no names of files. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}
