import { randomUUID } from 'node:crypto';
import { createReadStream, openSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type Algorithm, newDigest } from './checksums.ts';

/** A body in its place, not yet named by any row. */
export interface Body extends Measured {
  name: string;
}

export interface Measured {
  size: number;
  digests: Map<Algorithm, Buffer>;
}

/** The files: bodies/<2 digits>/<uuid>, written once under tmp/ and never changed. A key never becomes a path. */
export interface Bodies {
  /**
   * Writes `source` to a new body. `check` sees what was measured before the body gets its place; where it, the
   * source or the disk fails, nothing is left.
   */
  keep(
    source: AsyncIterable<Buffer>,
    algorithms: Iterable<Algorithm>,
    check?: (body: Measured) => void,
  ): Promise<Body>;
  /** Bytes `start` to `end`, both included. The file is open on return: a removal cannot touch this reader. */
  read(name: string, start: number, end: number): Readable;
  /** Without waiting: a body that stays because the process ends is an orphan, swept at the next start. */
  remove(name: string): void;
  /** Until the function that it returns is called, all that is there stays: removals wait for that. */
  hold(): () => void;
  /** Resolves when all removals are done, but for those that wait. */
  removed(): Promise<void>;
}

/** Of a large body so much goes to the disk at a time, while more of it comes: less is left to wait for at its end. */
const FLUSH_BYTES = 1_000_000;

/** Sweeps stale temporaries and the bodies that `named` does not hold. */
export async function openBodies(dir: string, named: Set<string>): Promise<Bodies> {
  const temporaries = join(dir, 'tmp');
  const path = (name: string) => join(dir, 'bodies', name.slice(0, 2), name);
  await rm(temporaries, { recursive: true, force: true });
  await mkdir(temporaries, { recursive: true });
  await sweep(join(dir, 'bodies'), named);

  const removals = new Set<Promise<void>>();
  const holders = new Set<object>();
  const waiting: string[] = [];
  const remove = (name: string) => {
    const removal = rm(path(name), { force: true })
      .catch(() => {}) // swept at the next start
      .finally(() => removals.delete(removal));
    removals.add(removal);
  };
  return {
    async keep(source, algorithms, check = () => {}) {
      const name = randomUUID();
      const temporary = join(temporaries, name);
      try {
        const measured = await writeFile(temporary, source, algorithms, check);
        await rename(temporary, path(name));
        return { name, ...measured };
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    read: (name, start, end) =>
      createReadStream('', { fd: openSync(path(name), 'r'), start, end, highWaterMark: 64 * 1024 }),
    remove(name) {
      if (holders.size > 0) waiting.push(name);
      else remove(name);
    },
    hold() {
      const holder = {};
      holders.add(holder);
      return () => {
        holders.delete(holder);
        if (holders.size === 0) for (const name of waiting.splice(0)) remove(name);
      };
    },
    async removed() {
      await Promise.all(removals);
    },
  };
}

async function writeFile(
  path: string,
  source: AsyncIterable<Buffer>,
  algorithms: Iterable<Algorithm>,
  check: (body: Measured) => void,
): Promise<Measured> {
  const file = await open(path, 'wx');
  try {
    const measured = await write(file, source, algorithms);
    check(measured);
    // Before its row is committed, so that no row is ever without its whole body; after a power cut too, where the
    // file system does not write a later row's file before this one's rename (ext4, APFS and XFS do not).
    await file.datasync();
    return measured;
  } finally {
    await file.close();
  }
}

async function write(
  file: FileHandle,
  source: AsyncIterable<Buffer>,
  algorithms: Iterable<Algorithm>,
): Promise<Measured> {
  const digests = [...new Set(algorithms)].map((algorithm) => ({ algorithm, digest: newDigest(algorithm) }));
  let size = 0;
  let written = Promise.resolve();
  let onDisk = 0; // so much of it is, or on its way there
  let flushing: Promise<void> | undefined;
  try {
    for await (const chunk of source) {
      for (const { digest } of digests) digest.update(chunk); // while the chunk before goes to the disk
      size += chunk.length;
      await written;
      if (size - onDisk > FLUSH_BYTES && !flushing) {
        onDisk = size;
        // What fails here fails again at the end.
        flushing = file
          .datasync()
          .catch(() => {})
          .finally(() => {
            flushing = undefined;
          });
      }
      written = writeAll(file, chunk);
      written.catch(() => {}); // awaited below or in the next round
    }
  } finally {
    await Promise.allSettled([flushing]);
    await written;
  }
  return { size, digests: new Map(digests.map(({ algorithm, digest }) => [algorithm, digest.digest()])) };
}

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
}

async function sweep(dir: string, named: Set<string>): Promise<void> {
  for (let i = 0; i < 256; i++) {
    const shard = join(dir, i.toString(16).padStart(2, '0'));
    await mkdir(shard, { recursive: true });
    const orphans = (await readdir(shard)).filter((name) => !named.has(name));
    for (const orphan of orphans) await rm(join(shard, orphan), { recursive: true, force: true });
  }
}
