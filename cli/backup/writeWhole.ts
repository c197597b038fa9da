import { createWriteStream } from 'node:fs';
import { lstat, rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CommandError, EXIT } from '../CommandError.ts';

/** Before the work: whether `file` may be written. @throws CommandError */
export async function checkTarget(file: string, force = false): Promise<void> {
  const there = await lstat(file).catch(() => undefined);
  if (there === undefined || (there.isFile() && force)) return;
  throw new CommandError(
    EXIT.usage,
    there.isFile()
      ? `${file} is there already, and a backup goes over nothing. Name another file, or add --force.`
      : `${file} is no file that can be written over. Name a file, such as inbox.tar.`,
  );
}

/**
 * `file` appears when all of it is on the disk, and not before; what is there then is replaced. Only its owner can read
 * it. Until then it is `<file>.partial`, which goes where this fails, and is written over where this was killed.
 */
export async function writeWhole(
  file: string,
  content: Readable,
  { signal, onBytes }: { signal: AbortSignal; onBytes(count: number): void },
): Promise<void> {
  const partial = `${file}.partial`;
  const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      onBytes(chunk.length);
      yield chunk;
    }
  };
  try {
    await rm(partial, { force: true });
    await pipeline(content, counted, createWriteStream(partial, { mode: 0o600, flush: true }), { signal });
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
