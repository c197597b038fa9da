import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pipeline } from 'node:stream/promises';
import type { ExecutionContext } from 'ava';
import { packTar, type TarEntry } from 'modern-tar';
import { backupFolder } from '../../data/backupFolder.ts';
import { openDb } from '../../local/s3/db.ts';
import { newPath } from './folders.ts';

/** A data folder of today with so many bodies, each of `size` bytes of `content`. */
export async function folderOfBodies(
  t: ExecutionContext,
  content: string,
  count = 30,
  size = 100_000,
): Promise<string> {
  const folder = await newPath(t);
  await mkdir(join(folder, 'bucket'), { recursive: true, mode: 0o700 });
  const db = openDb(join(folder, 'bucket/s3.db'));
  db.run('INSERT INTO buckets (name, created) VALUES (?, 0)', 'b');
  for (let n = 0; n < count; n++) {
    const body = `${content.repeat(2)}${String(n).padStart(34, '0')}`;
    const path = join(folder, 'bucket/bodies', body.slice(0, 2), body);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content.repeat(size));
    const values = ['b', Buffer.from(`${n}`), body, size, 'e', 's', 0, '{}'];
    db.run(
      'INSERT INTO objects (bucket, key, body, size, etag, sequencer, modified, headers) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ...values,
    );
  }
  db.close();
  return folder;
}

/** What is wrong with the folder, of which each body must be of that content. */
export function faultsOf(content: Record<string, string>, of: string, count = 30, size = 100_000): string[] {
  const bodies = Object.entries(content).filter(([name]) => /^bucket\/bodies\/..\/./.test(name));
  const faults = bodies.filter(([, body]) => body !== of.repeat(size)).map(([name]) => name);
  return bodies.length === count ? faults : [...faults, `${bodies.length} bodies`];
}

export async function archiveOf(t: ExecutionContext, folder: string): Promise<string> {
  const file = `${await newPath(t)}.tar`;
  await backupFolder(folder, (archive) => pipeline(archive, createWriteStream(file)));
  return file;
}

type Entry = { name: string; content: string | Uint8Array } & Partial<TarEntry['header']>;

/** A tar file of these entries, with a list of checksums that fits unless it is given. */
export async function archiveWith(t: ExecutionContext, entries: Entry[], isComplete = true): Promise<string> {
  const sums = entries.map(({ name, content }) => {
    const hash = createHash('sha256').update(content).digest('hex');
    return `${hash}  ${name.replace('face-inbox/', '')}\n`;
  });
  const all = isComplete ? [...entries, { name: 'face-inbox/SHA256SUMS', content: sums.join('') }] : entries;
  const packed = await packTar(
    all.map(({ content, ...header }) => ({
      header: { ...header, size: Buffer.byteLength(content) },
      body: content,
    })),
  );
  const file = `${await newPath(t)}.tar`;
  await writeFile(file, packed);
  return file;
}

export const HEAD = { name: 'face-inbox/layout.json', content: '{"program":"face-inbox","layout":1}' };

/** Whether SQLite finds the file whole. */
export function isWhole(file: string): boolean {
  const db = new DatabaseSync(file);
  try {
    return db.prepare('PRAGMA integrity_check').get()?.integrity_check === 'ok';
  } finally {
    db.close();
  }
}
