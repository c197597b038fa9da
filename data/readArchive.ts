import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createTarDecoder, type ParsedTarEntry } from 'modern-tar';
import { LAYOUT, LAYOUT_FILE, parseLayout } from './layout.ts';
import { ARCHIVE_FOLDER, SUMS } from './writeArchive.ts';

/** A file that is not restored from. The message states what is wrong with it, and what to do. */
export class ArchiveError extends Error {
  override name = 'ArchiveError';
}

/** All paths that a backup has, and none that leads out of the folder. */
const NAME = new RegExp(
  '^(queues/fauxqs\\.db|events/events\\.db|bucket/s3\\.db|bucket/bodies/[0-9a-f]{2}/[0-9a-f-]{36}' +
    '|tables/(CURRENT|ttl\\.json|MANIFEST-\\d+|\\d+\\.(ldb|sst|log)))$',
);
/** What is read as text is short: a line for each file, and a million of them at most. */
const LONGEST_TEXT = 128 * 1024 * 1024;

interface Options {
  signal?: AbortSignal | undefined;
  /** Of the archive. */
  onBytes?(count: number): void;
}

/** The layout of a backup, from its first bytes. @throws ArchiveError */
export async function readArchiveLayout(file: string): Promise<number> {
  for await (const entry of entriesOf(file, {})) return await layoutOf(file, entry);
  throw notOurs(file, 'it is empty');
}

/**
 * Unpacks a backup into the folder `into`, which is there and empty.
 * @returns its layout
 * @throws ArchiveError unless all of it is there and every checksum is right; or the signal's reason
 */
export async function readArchive(file: string, into: string, options: Options = {}): Promise<number> {
  let layout: number | undefined;
  let promised: Map<string, string> | undefined;
  const found = new Map<string, string>();
  for await (const entry of entriesOf(file, options)) {
    const name = nameOf(file, entry);
    if (promised !== undefined) throw damaged(file, `${name} follows the checksums`);
    const hash = createHash('sha256');
    if (layout === undefined) layout = await layoutOf(file, entry, hash);
    else if (name === SUMS) promised = parseSums(await textOf(file, entry));
    else if (NAME.test(name) && !found.has(name)) await keep(file, entry, join(into, name), hash);
    else throw damaged(file, `${JSON.stringify(name)} is no file of a data folder`);
    if (name !== SUMS) found.set(name, hash.digest('hex'));
  }
  if (layout === undefined) throw notOurs(file, 'it is empty');
  if (promised === undefined) throw damaged(file, 'its end is missing');
  const wrong = [...promised.keys(), ...found.keys()].find((name) => promised.get(name) !== found.get(name));
  if (wrong !== undefined) throw damaged(file, `${wrong} is not what was backed up`);
  return layout;
}

/** What modern-tar says of a wrong archive is told as such; the reader's own errors stay what they are. */
async function* entriesOf(file: string, { signal, onBytes }: Options): AsyncGenerator<ParsedTarEntry> {
  const bytes = createReadStream(file, { signal, highWaterMark: 256 * 1024 });
  bytes.on('data', (chunk) => onBytes?.(chunk.length)).pause();
  const reader = Readable.toWeb(bytes)
    .pipeThrough(createTarDecoder({ strict: true }))
    .getReader();
  let first = true;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause) => {
        signal?.throwIfAborted();
        if (cause.code) throw cause; // of the disk
        throw first ? notOurs(file, cause.message) : damaged(file, cause.message);
      });
      if (done) return;
      first = false;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
    bytes.destroy();
  }
}

function nameOf(file: string, { header }: ParsedTarEntry): string {
  const { name, type } = header;
  if (type === 'file' && name.startsWith(ARCHIVE_FOLDER)) return name.slice(ARCHIVE_FOLDER.length);
  throw notOurs(file, `it holds ${JSON.stringify(name)}`);
}

async function layoutOf(file: string, entry: ParsedTarEntry, hash = createHash('sha256')): Promise<number> {
  const name = nameOf(file, entry);
  if (name !== LAYOUT_FILE) throw notOurs(file, `it begins with ${JSON.stringify(name)}`);
  const content = await textOf(file, entry);
  hash.update(content);
  const layout = parseLayout(content);
  if (layout === undefined)
    throw notOurs(file, `its ${LAYOUT_FILE} says ${JSON.stringify(content.slice(0, 80))}`);
  if (layout <= LAYOUT) return layout;
  throw new ArchiveError(
    `${file} has layout ${layout}, and this program knows layouts up to ${LAYOUT}. ` +
      'Restore it with the newer face-inbox that wrote it.',
  );
}

async function textOf(file: string, { header, body }: ParsedTarEntry): Promise<string> {
  if (header.size > LONGEST_TEXT) throw damaged(file, `${header.name} has ${header.size} bytes`);
  return await text(body).catch((cause) => {
    throw damaged(file, cause.message);
  });
}

async function keep(
  file: string,
  { body }: ParsedTarEntry,
  path: string,
  hash: ReturnType<typeof createHash>,
) {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const measured = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(body, measured, createWriteStream(path, { flags: 'wx', mode: 0o600 })).catch((cause) => {
    throw cause.code ? cause : damaged(file, cause.message);
  });
}

function parseSums(sums: string): Map<string, string> {
  const lines = sums.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

function notOurs(file: string, why: string): ArchiveError {
  return new ArchiveError(
    `${file} is no backup of face-inbox: ${why}. Name a file that \`npx face-inbox backup FILE\` wrote.`,
  );
}

function damaged(file: string, why: string): ArchiveError {
  return new ArchiveError(
    `${file} is damaged or cut short: ${why}. Nothing was restored; copy it again from where it was kept, or use another backup.`,
  );
}
