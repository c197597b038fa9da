import { computed, signal } from '@preact/signals';
import { ApiError } from '../api.ts';
import { announce } from '../parts/Announcer.tsx';
import { count } from '../parts/words.ts';
import { atFreeKey } from './atFreeKey.ts';
import { type Found, picturesOf } from './filesOf.ts';
import { sendFile } from './sendFile.ts';
import { nowWaiting } from './waiting.ts';

/** A file on its way into the bucket. */
export interface Upload {
  id: number;
  file: File;
  path: string;
  state: 'queued' | 'sending' | 'sent' | 'failed';
  /** Bytes. */
  sent: number;
  error?: ApiError;
}

export const uploads = signal<Upload[]>([]);
/** Files of folders that are neither photos nor videos. */
export const leftOut = signal(0);

export const isSending = computed(() =>
  uploads.value.some(({ state }) => state === 'queued' || state === 'sending'),
);

/** More at once would only share the line. */
const AT_ONCE = 3;
const stops = new Map<number, AbortController>();
let last = 0;

/**
 * Adds files to the inbox, one after the other, each below a key that is free.
 * @param below where they are to lie: `people/ann/` enrols
 */
export function addFiles(found: Found[], below = ''): void {
  const pictures = picturesOf(found);
  const added = pictures.map(
    ({ file, path }): Upload => ({
      id: ++last,
      ...{ file, path: below + path, state: 'queued', sent: 0 },
    }),
  );
  leftOut.value += found.length - pictures.length;
  // Those of before are over, unless they are not.
  const before = isSending.value ? uploads.value : uploads.value.filter(({ state }) => state === 'failed');
  uploads.value = [...before, ...added];
  if (added.length > 0) announce(`${count(added.length, 'file')} being added`);
  next();
}

export function retry(id: number): void {
  change(id, { state: 'queued', sent: 0 });
  next();
}

export function retryAll(): void {
  for (const { id, state } of uploads.value) if (state === 'failed') change(id, { state: 'queued', sent: 0 });
  next();
}

/** Leaves a file out; what of it is under way is broken off. */
export function cancel(id: number): void {
  uploads.value = uploads.value.filter((upload) => upload.id !== id);
  stops.get(id)?.abort();
}

export function cancelAll(): void {
  for (const { id, state } of uploads.value) if (state !== 'sent') cancel(id);
}

/** Closes the list; nothing must be under way. */
export function dismiss(): void {
  uploads.value = [];
  leftOut.value = 0;
}

addEventListener('beforeunload', (event) => {
  if (isSending.value) event.preventDefault();
});

function next(): void {
  while (stops.size < AT_ONCE) {
    const upload = uploads.value.find(({ state }) => state === 'queued');
    if (!upload) break;
    change(upload.id, { state: 'sending' });
    const stop = new AbortController();
    stops.set(upload.id, stop);
    void send(upload, stop.signal).finally(() => {
      stops.delete(upload.id);
      next();
      if (!isSending.value) announce(endOf(uploads.value));
    });
  }
}

async function send({ id, file, path }: Upload, stop: AbortSignal): Promise<void> {
  try {
    const { key, etag } = await atFreeKey(path, stop, async (key) => ({
      key,
      etag: await sendFile(file, key, (sent) => change(id, { sent }), stop),
    }));
    change(id, { state: 'sent', sent: file.size });
    const preview = file.type.startsWith('image/') ? { preview: URL.createObjectURL(file) } : {};
    nowWaiting({ status: 'waiting', image: key, etag, ...preview });
  } catch (error) {
    if (stop.aborted) return;
    const told = error instanceof ApiError ? error : new ApiError(0, 'unknown', String(error), 'Try again.');
    change(id, { state: 'failed', error: told });
  }
}

function change(id: number, to: Partial<Upload>): void {
  uploads.value = uploads.value.map((upload) => (upload.id === id ? { ...upload, ...to } : upload));
}

function endOf(all: Upload[]): string {
  const failed = all.filter(({ state }) => state === 'failed').length;
  const sent = all.length - failed;
  return `${count(sent, 'file')} added${failed > 0 ? `, ${failed} failed` : ''}`;
}
