import { ApiError, read } from '../api.ts';

/** As S3 has it: 1,024 bytes. */
const LONGEST = 1024;

/** Keys that are under way in this window, whoever sends to them. */
const taken = new Set<string>();

/**
 * Sends something to a key that no photo has, nearest to the path of a file: cameras call their photos alike, and none is to take the
 * place of another. Until it is sent no one else has the key, in this window or in another one of this browser.
 * @param work what sends it
 * @throws ApiError; the signal's reason; what `work` throws
 */
export async function atFreeKey<T>(
  path: string,
  stop: AbortSignal,
  work: (key: string) => Promise<T>,
): Promise<T> {
  const [, stem = path, ending = ''] = /^(.*?)(\.[^./]{1,8})?$/s.exec(path.normalize('NFC')) ?? [];
  for (let number = 1; ; number++) {
    const mark = number === 1 ? '' : ` (${number})`;
    const key = `${shortened(stem, LONGEST - bytesOf(ending + mark))}${mark}${ending}`;
    const done = await alone(key, async () => !(await isThere(key, stop)) && { told: await work(key) });
    if (done) return done.told;
  }
}

/** Does what is to be done for a key; false where somebody else does something for it. */
async function alone<T>(key: string, work: () => Promise<T>): Promise<T | false> {
  if (taken.has(key)) return false;
  taken.add(key);
  try {
    // There are none where the page has no certificate and another name than that of this machine.
    if (!('locks' in navigator)) return await work();
    return await navigator.locks.request(`face-inbox-key ${key}`, { ifAvailable: true }, (lock) =>
      lock ? work() : false,
    );
  } finally {
    taken.delete(key);
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
