import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { getImage } from '../../../store/images.ts';
import { resultOf } from '../../../store/resultOf.ts';
import { CommandError, EXIT } from '../../CommandError.ts';
import type { Connection } from '../../connect.ts';
import { explain, isUnreachable } from '../../explain.ts';
import { counted } from '../../formats.ts';
import { type Listing, listBucket, unchanged } from '../../inBucket.ts';
import { answer, note } from '../../print.ts';
import { showProgress } from '../../progress.ts';
import { sendPhoto } from '../../sendPhoto.ts';
import { type Format, formatOf } from './Exchange.ts';
import { readFolder } from './readFolder.ts';
import { readJsonLines } from './readJsonLines.ts';
import { readVectors } from './readVectors.ts';

export interface ImportOptions {
  format?: Format;
  /** Whose the vectors of a `csv` are, and what space they are of. */
  person?: string;
  space?: string;
  /** Waits so many seconds for each result. */
  timeout: number;
}

/** What is to be an object of the inbox: a file as it is, or a descriptor document. */
export interface Drop {
  key: string;
  /** Where it comes from, for messages. */
  from: string;
  content: { file: string } | { text: string };
  /** Whose photo, if that is in the bucket, enrols the same face already. */
  photo?: string;
}

/** All that a source holds; it can be read more than once, and is read as it goes. */
export interface Source {
  count: number;
  /** Of all drops and of the photos that they stand for. */
  keys: string[];
  drops(): AsyncIterable<Drop>;
  /** What the person at the terminal is to know, in words. */
  notes: string[];
}

/** Most of the time each is waited for: functions take ten at once. */
const AT_ONCE = 32;

type Outcome = 'enrolled' | 'there' | 'refused' | 'failed';

export async function importPeople(
  connection: Connection,
  path: string,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<void> {
  const format = await formatOf(path, options.format);
  if (format !== 'csv' && (options.person ?? options.space) !== undefined)
    throw new CommandError(
      EXIT.usage,
      `--person and --space are for csv alone; ${format} says both. Leave them out.`,
    );
  // Nothing is sent before all of it is read, and right.
  const read = { jsonl: readJsonLines, folder: readFolder, csv: readVectors }[format];
  const source = await read(path, connection.settings, options);
  for (const text of source.notes) note(text);
  const listing: Listing = source.count > 0 ? await listBucket(connection, source.keys, signal) : new Map();
  const sums: Record<Outcome, number> = { enrolled: 0, there: 0, refused: 0, failed: 0 };
  const said: string[] = [];
  const progress = showProgress(source.count, 'sent');
  const one = async (drop: Drop) => {
    const { outcome, why = '', bytes = 0 } = await enrolDrop(connection, drop, listing, options, signal);
    sums[outcome]++;
    if (outcome === 'refused' || outcome === 'failed') said.push(`  ${drop.from}: ${outcome}, ${why}`);
    progress.done(`${outcome === 'there' ? 'already there' : outcome}: ${drop.key}`, bytes);
  };
  try {
    await pMap(source.drops(), one, { concurrency: AT_ONCE, signal });
  } finally {
    progress.stop();
  }
  answer(`${sums.enrolled} enrolled, ${sums.there} already there, ${sums.refused + sums.failed} not.`);
  if (said.length === 0) return;
  process.exitCode = sums.failed > 0 ? EXIT.failed : EXIT.rejected;
  note(`${counted(said.length, 'photo')} not enrolled:\n${said.join('\n')}`);
}

async function enrolDrop(
  connection: Connection,
  drop: Drop,
  listing: Listing,
  { timeout }: ImportOptions,
  signal: AbortSignal,
): Promise<{ outcome: Outcome; why?: string; bytes?: number }> {
  const { key, photo } = drop;
  try {
    if (photo !== undefined && photo !== key && listing.has(photo)) return { outcome: 'there' };
    if (await isThere(drop, listing)) return { outcome: 'there' };
    const before = listing.has(key) ? await getImage(connection.store, key) : undefined;
    const { etag, bytes } = await send(connection, drop, signal);
    const sent = { key, etag, before: before?.sequencer };
    const item = await resultOf(connection.store, sent, signal, AbortSignal.timeout(timeout * 1000));
    if (!item)
      return { outcome: 'failed', why: `still queued after ${timeout} s. Run the same again.`, bytes };
    if (item.status === 'enrolled') return { outcome: 'enrolled', bytes };
    const why = item.status === 'rejected' ? `${item.reason}. ${item.message}` : item.status;
    return { outcome: 'refused', why, bytes };
  } catch (error) {
    if (signal.aborted || isUnreachable(error)) throw error;
    return { outcome: 'failed', why: explain(error).message };
  }
}

async function isThere({ key, content }: Drop, listing: Listing): Promise<boolean> {
  if ('file' in content) return (await unchanged({ key, file: content.file }, listing)) !== undefined;
  return listing.get(key)?.etag === createHash('md5').update(content.text).digest('hex');
}

async function send(connection: Connection, { key, content }: Drop, signal: AbortSignal) {
  if ('file' in content) return sendPhoto(connection, { key, file: content.file }, signal);
  const Body = Buffer.from(content.text);
  const { ETag } = await connection.s3.send(
    new PutObjectCommand({
      Bucket: connection.settings.bucket,
      Key: key,
      Body,
      ContentType: 'application/json',
    }),
    { abortSignal: signal },
  );
  return { etag: (ETag ?? '').replaceAll('"', ''), bytes: Body.length };
}
