import { closeSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** More than this is given back when it was read; below, the pages are written over, which is cheaper than new ones. */
const KEPT_BYTES = 32_000_000;

/** A file without a name: nobody else can open it, and it is gone with the last process that has it. */
export function openExchange(folder: string): { fd: number; close(): void } {
  const file = join(folder, 'exchange');
  const fd = openSync(file, 'wx+', 0o600);
  unlinkSync(file);
  return { fd, close: () => closeSync(fd) };
}

/** Writes all of them, one after the other. */
export function writeExchange(fd: number, ...parts: Uint8Array[]): void {
  let begin = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; ) at += writeSync(fd, part, at, part.length - at, begin + at);
    begin += part.length;
  }
}

export function readExchange(fd: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let at = 0; at < length; ) {
    const read = readSync(fd, bytes, at, length - at, at);
    if (read === 0)
      throw new Error(`The exchange ends after ${at} of ${length} bytes; trying again may succeed.`);
    at += read;
  }
  if (length > KEPT_BYTES) ftruncateSync(fd);
  return bytes;
}
