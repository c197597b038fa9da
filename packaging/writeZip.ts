import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/**
 * A zip whose bytes follow from its files' names and contents alone (and from Node's zlib). Whole or not at all.
 * @param files by their paths in it; all are readable to everybody, as Lambda needs it
 */
export async function writeZip(path: string, files: Map<string, Buffer>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const zip = new ZipFile();
  // The same always and everywhere: local time, as zip has it, which knows nothing before 1980.
  const mtime = new Date(1980, 1, 1);
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    zip.addBuffer(bytes, name, { mtime, mode: 0o100644, forceDosTimestamp: true, compressionLevel: 9 });
  zip.end();
  const half = `${path}.${process.pid}`;
  await pipeline(zip.outputStream, createWriteStream(half));
  await rename(half, path);
}
