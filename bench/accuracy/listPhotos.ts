import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isPhoto } from './describePhoto.ts';

const HEAD_BYTES = 512;

export interface Listed {
  /** Names of files that begin as photos do, sorted. */
  photos: string[];
  folders: string[];
  /** Names of other files. */
  others: string[];
}

/** What lies in a folder itself, links followed, hidden names left out. */
export async function listPhotos(folder: string): Promise<Listed> {
  const listed: Listed = { photos: [], folders: [], others: [] };
  for (const name of (await readdir(folder)).sort()) {
    if (name.startsWith('.')) continue;
    const path = join(folder, name);
    const about = await stat(path);
    if (about.isDirectory()) listed.folders.push(name);
    else if (about.isFile() && isPhoto(await head(path))) listed.photos.push(name);
    else listed.others.push(name);
  }
  return listed;
}

async function head(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
