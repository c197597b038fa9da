import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** Where the page lies that CloudFront serves, once it is packaged; no part of the repository. */
export const PAGE_FOLDER = resolve(import.meta.dirname, '../../../build/page');

/** The files of the page, by their paths, always in the same order; none where it is not packaged. */
export function pageFiles(): string[] {
  if (!existsSync(PAGE_FOLDER)) return [];
  return readdirSync(PAGE_FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(PAGE_FOLDER, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}
