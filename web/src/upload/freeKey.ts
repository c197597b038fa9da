import { ApiError, read } from '../api.ts';

/** As S3 has it: 1,024 bytes. */
const LONGEST = 1024;

/**
 * A key that no photo has, nearest to the path of a file: cameras call their photos alike, and none is to take the place of another.
 * @param taken keys that are under way here
 * @throws ApiError; the signal's reason
 */
export async function freeKey(path: string, taken: ReadonlySet<string>, stop: AbortSignal): Promise<string> {
  const [, stem = path, ending = ''] = /^(.*?)(\.[^./]{1,8})?$/s.exec(path.normalize('NFC')) ?? [];
  for (let number = 1; ; number++) {
    const mark = number === 1 ? '' : ` (${number})`;
    const key = `${shortened(stem, LONGEST - bytesOf(ending + mark))}${mark}${ending}`;
    if (!taken.has(key) && !(await isThere(key, stop))) return key;
  }
}

async function isThere(key: string, stop: AbortSignal): Promise<boolean> {
  try {
    await read(`/v1/images/${encodeURIComponent(key)}`, stop);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false;
    throw error;
  }
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function shortened(text: string, bytes: number): string {
  const letters = [...text];
  while (bytesOf(letters.join('')) > bytes) letters.pop();
  return letters.join('');
}
