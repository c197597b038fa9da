import { createHash } from 'node:crypto';
import { folderOf } from '../../config/keys.ts';
import { fileOf } from '../keysOf.ts';

/** Where a photo of `from` goes, if nothing else is there. */
export function plainKey(key: string, { from, to }: { from: string; to: string }): string {
  return folderOf(to) + fileOf(key, from);
}

/** Where it goes otherwise: of the old key's own, so that whoever comes to it again finds the same. */
export function ownKey(key: string, names: { from: string; to: string }): string {
  const plain = plainKey(key, names);
  const mark = createHash('sha256').update(key).digest('hex').slice(0, 8);
  const end = plain.lastIndexOf('.');
  return end > plain.lastIndexOf('/') + 1
    ? `${plain.slice(0, end)}-${mark}${plain.slice(end)}`
    : `${plain}-${mark}`;
}

/** Where it has gone. @param there the keys of all photos that enrol the new name */
export function newKey(key: string, names: { from: string; to: string }, there: Set<string>): string {
  const own = ownKey(key, names);
  return there.has(own) ? own : plainKey(key, names);
}
