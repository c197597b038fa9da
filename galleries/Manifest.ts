import { createHash } from 'node:crypto';
import { type Contents, filesOf } from '../faces/match/snapshot/Contents.ts';
import { SnapshotError } from './SnapshotError.ts';

/**
 * The object that a snapshot is published by: all others are there before it is, and are of no use without it. There is one
 * for each space; the snapshot that it names is whole, or is told not to be by the sums.
 */
export interface Manifest {
  format: 1;
  /** Of the gallery: all changes up to it are in the snapshot. */
  version: number;
  /** ISO 8601. */
  made: string;
  contents: Contents;
  /** How many enrolled photos have no descriptor of the space, by the space that they are enrolled in. */
  elsewhere: Record<string, number>;
  /** Each file of the snapshot, in parts of which each is an object. */
  files: { name: string; parts: Part[] }[];
}

export interface Part {
  key: string;
  bytes: number;
  crc32: number;
}

/** A name of a space may hold anything; a key is to be plain. */
export function folderOf(space: string): string {
  return `${createHash('sha256').update(space).digest('hex').slice(0, 16)}/`;
}

export const MANIFEST = 'manifest.json';

export const manifestKey = (space: string): string => `${folderOf(space)}${MANIFEST}`;

export const bytesOf = ({ files }: Manifest): number =>
  files.flatMap(({ parts }) => parts).reduce((sum, { bytes }) => sum + bytes, 0);

/** @throws SnapshotError where it is not a manifest, is one of another space, or names not all files. */
export function parseManifest(text: string, wanted?: string): Manifest {
  const space = wanted ?? 'whatever it is';
  let read: Partial<Manifest>;
  try {
    read = JSON.parse(text) as Partial<Manifest>;
  } catch {
    throw broken(space, 'its manifest is not JSON');
  }
  if (read?.format !== 1) throw broken(space, `its format is ${JSON.stringify(read?.format)}, and not 1`);
  const { version, contents, files, elsewhere } = read;
  if (!Number.isInteger(version) || !contents || !Array.isArray(files) || !elsewhere)
    throw broken(space, 'its manifest lacks the version, the contents or the files');
  if (wanted !== undefined && contents.space !== wanted)
    throw broken(space, `it is one of the space ${contents.space}`);
  const missing = filesOf(contents).filter((name) => !files.some((file) => file.name === name));
  if (missing.length > 0) throw broken(space, `its manifest names no ${missing.join(', ')}`);
  return read as Manifest;
}

export function broken(space: string, why: string): SnapshotError {
  return new SnapshotError(
    `The gallery's snapshot of the space ${space} cannot be used: ${why}. ` +
      'Run `npx face-inbox gallery rebuild`; until then everybody is read from the table.',
  );
}
