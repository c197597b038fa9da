import { lstat, open, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { PhotoError } from '../faces/decode/PhotoError.ts';
import { sniff } from '../faces/decode/sniff.ts';
import { CommandError, EXIT } from './CommandError.ts';

/** A file that is to be an object of the inbox. */
export interface Photo {
  file: string;
  key: string;
  /** It is no photo, but what else was asked for. */
  other?: true;
}

/** What passes for a photo besides: told by a file's first bytes. */
export interface Also {
  test(head: Buffer): boolean;
  /** What it is called. */
  named: string[];
}

export interface Found {
  photos: Photo[];
  /** What is no photo, by what it is instead. */
  leftOut: { file: string; why: 'hidden' | 'empty' | 'no photo' | 'a link to a folder' }[];
  failed: { file: string; error: Error }[];
}

/** Enough for every format that `sniff` knows. */
const HEAD_BYTES = 512;

/**
 * The photos among the paths: a file by its base name, a folder's files by their path below it, both after the
 * prefix. What is a photo is told by the first bytes, as the inbox tells it.
 * @throws CommandError where two files would be one object.
 */
export async function findPhotos(paths: string[], prefix = '', also?: Also): Promise<Found> {
  const found: Found = { photos: [], leftOut: [], failed: [] };
  for (const path of paths) await look(path, prefix, found, also, true);
  return { ...found, photos: oneFileAKey(found.photos) };
}

const PHOTOS = ['JPEG', 'PNG', 'WebP', 'GIF', 'AVIF', 'HEIC'];

async function look(
  file: string,
  prefix: string,
  found: Found,
  also: Also | undefined,
  asked: boolean,
): Promise<void> {
  try {
    const { size, isFolder, isLink } = await about(file);
    const name = basename(resolve(file));
    if (!asked && name.startsWith('.')) found.leftOut.push({ file, why: 'hidden' });
    else if (isFolder && isLink && !asked) found.leftOut.push({ file, why: 'a link to a folder' });
    else if (isFolder) {
      const within = asked ? prefix : `${prefix}${name}/`;
      for (const entry of (await readdir(file)).sort())
        await look(join(file, entry), within, found, also, false);
    } else if (size === 0) found.leftOut.push({ file, why: 'empty' });
    else if (also?.test(await headOf(file)))
      found.photos.push({ file, key: `${prefix}${name}`, other: true });
    else if (!isPhoto(await headOf(file))) {
      // Right for a folder's files; a file that was named is meant.
      if (!asked) found.leftOut.push({ file, why: 'no photo' });
      else
        found.failed.push({
          file,
          error: new Error(`It is no ${either([...PHOTOS, ...(also?.named ?? [])])}.`),
        });
    } else found.photos.push({ file, key: `${prefix}${name}` });
  } catch (error) {
    found.failed.push({ file, error: error as Error });
  }
}

async function about(file: string) {
  const [target, link] = await Promise.all([stat(file), lstat(file)]);
  return { size: target.size, isFolder: target.isDirectory(), isLink: link.isSymbolicLink() };
}

const either = (names: string[]) => `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

/** A file's first bytes. */
export async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function isPhoto(head: Buffer): boolean {
  try {
    sniff(head);
    return true;
  } catch (error) {
    if (error instanceof PhotoError) return false;
    throw error;
  }
}

/** The same file named twice is sent once; two files for one key would overwrite each other. */
export function oneFileAKey(photos: Photo[]): Photo[] {
  const byKey = new Map<string, Photo>();
  for (const photo of photos) {
    const other = byKey.get(photo.key);
    if (other && resolve(other.file) !== resolve(photo.file))
      throw new CommandError(
        EXIT.usage,
        `${other.file} and ${photo.file} would both be ${photo.key}, and one object is one photo.\n` +
          'Nothing is sent. Rename one, or drop them apart, each with its own --prefix.',
      );
    byKey.set(photo.key, photo);
  }
  return [...byKey.values()];
}
