import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface HowToWrite {
  signal: AbortSignal;
  onBytes?(count: number): void;
  /** Who may read the file; without it the user alone, as for descriptors and photos with names. */
  mode?: number;
}

/**
 * `file` appears when all of it is on the disk, and not before; what is there then is replaced. Until then it is
 * `<file>.partial`, which goes where this fails, and is written over where this was killed.
 */
export async function writeWhole(
  file: string,
  content: Readable,
  { signal, onBytes = () => {}, mode = 0o600 }: HowToWrite,
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
    await pipeline(content, counted, createWriteStream(partial, { mode, flush: true }), { signal });
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
