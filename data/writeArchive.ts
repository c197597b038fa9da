import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createTarPacker, type TarPackController } from 'modern-tar';
import { LAYOUT, LAYOUT_FILE, layoutText } from './layout.ts';
import type { Snapshot } from './takeSnapshot.ts';

/** What is in the archive lies in this folder: unpacked by anybody's tar, it is a data folder. */
export const ARCHIVE_FOLDER = 'face-inbox/';
/** The last file: of each other its SHA-256 and path, as `sha256sum --check` reads them. */
export const SUMS = 'SHA256SUMS';

const CHUNK = 256 * 1024;

/**
 * The snapshot as one tar file. Its first file says the layout and how much follows, its last one the checksums, so that
 * one cut short is known as such. Bodies are read as the stream is.
 */
export function writeArchive(snapshot: Snapshot): Readable {
  const { readable, controller } = createTarPacker();
  fill(controller, snapshot).catch((error) => controller.error(error));
  // Where the types of browsers are loaded too, their stream and Node's differ in a word.
  return Readable.fromWeb(readable as Parameters<typeof Readable.fromWeb>[0]);
}

async function fill(controller: TarPackController, snapshot: Snapshot): Promise<void> {
  const mtime = new Date();
  const sums: string[] = [];
  const add = async (name: string, size: number, content: AsyncIterable<Buffer> | Iterable<Buffer>) => {
    const hash = createHash('sha256');
    const writer = controller.add({ name: ARCHIVE_FOLDER + name, size, mode: 0o600, mtime }).getWriter();
    for await (const chunk of content) {
      hash.update(chunk);
      await writer.write(chunk);
    }
    await writer.close();
    sums.push(`${hash.digest('hex')}  ${name}\n`);
  };
  const { objects, count, bytes } = snapshot;
  const backup = { created: mtime.toISOString(), objects, files: count, bytes };
  const head = Buffer.from(layoutText(LAYOUT, { backup }));
  await add(LAYOUT_FILE, head.length, [head]);
  for (const { name, path, size } of snapshot.files())
    await add(
      name,
      size,
      size === 0
        ? []
        : createReadStream(path, { start: 0, end: size - 1, highWaterMark: Math.min(size, CHUNK) }),
    );
  const all = Buffer.from(sums.join(''));
  await add(SUMS, all.length, [all]);
  controller.finalize();
}
