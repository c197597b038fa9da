import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';

/** Sends what it is given. @param broken ends the request where the file cannot be read on */
type Put<T> = (body: Readable, length: number, broken: AbortSignal) => Promise<T>;

/**
 * Opens a file, or a part of it, as a body to be sent.
 * @param part from `start` up to `end`; absent for all of it
 * @throws what `put` throws; why the file could not be read
 */
export async function withFile<T>(
  file: string,
  part: { start: number; end: number } | undefined,
  onBytes: (count: number) => void,
  put: Put<T>,
): Promise<T> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { start, end } = part ?? { start: 0, end: size };
    if (end > size)
      throw new Error(`It has become shorter while it was sent: ${size} bytes. Drop it when it is complete.`);
    const broken = new AbortController();
    const stream = end > start ? handle.createReadStream({ start, end: end - 1 }) : Readable.from([]);
    return await put(Readable.from(unbroken(stream, broken, onBytes)), end - start, broken.signal).catch(
      (error) => {
        throw broken.signal.aborted ? broken.signal.reason : error;
      },
    );
  } finally {
    await handle.close();
  }
}

/** The SDK does not bear a stream that breaks: the process would end. So this one ends, and the request with it. */
async function* unbroken(
  file: Readable,
  broken: AbortController,
  onBytes: (count: number) => void,
): AsyncGenerator<Buffer> {
  try {
    for await (const bytes of file) {
      onBytes(bytes.length);
      yield bytes;
    }
  } catch (error) {
    broken.abort(error);
  }
}
