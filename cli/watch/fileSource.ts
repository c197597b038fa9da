import { open } from 'node:fs/promises';
import type { VideoSource } from '../../video/VideoSource.ts';

/** A file as a source of a video. @throws what opening it throws; where it becomes shorter meanwhile, reading fails. */
export async function openFileSource(file: string): Promise<VideoSource & { close(): Promise<void> }> {
  const handle = await open(file);
  const { size } = await handle.stat();
  return {
    bytes: size,
    async read(start, end) {
      const bytes = Buffer.alloc(end - start);
      let got = 0;
      while (got < bytes.length) {
        const { bytesRead } = await handle.read(bytes, got, bytes.length - got, start + got);
        if (bytesRead === 0)
          throw new Error(
            `${file} has become shorter than ${end} bytes while it was read. Let it be, and try again.`,
          );
        got += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}
