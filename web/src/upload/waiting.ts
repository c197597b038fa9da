import { signal } from '@preact/signals';
import { ApiError, read } from '../api.ts';
import { onTold } from '../live.ts';
import type { Photo, Waiting } from '../types.ts';

/**
 * Photos that were added here and were not looked at yet, the last first. All windows of this browser have the same ones: they
 * are kept where these share what they keep, so that they outlast a reload too.
 */
export const waiting = signal<Waiting[]>([]);

const KEPT = 'face-inbox-waiting';
/** Results that have come lately, by key: one may come before the upload is known to have ended. */
const results = new Map<string, string>();
const RESULTS = 1000;

/** A photo is in the bucket now. */
export function nowWaiting(photo: Waiting): void {
  if (results.get(photo.image) === photo.etag) return;
  change([photo, ...waiting.value.filter(({ image }) => image !== photo.image)]);
}

/** Begins to listen; once for the page. */
export function watchWaiting(): void {
  const kept = parse(localStorage.getItem(KEPT));
  waiting.value = kept;
  if (kept.length > 0) void check();
  addEventListener('storage', ({ key, newValue }) => {
    if (key !== KEPT) return;
    const previews = new Map(waiting.value.map((photo) => [photo.image + photo.etag, photo]));
    waiting.value = parse(newValue).map((photo) => previews.get(photo.image + photo.etag) ?? photo);
  });
  onTold(({ type, detail }) => {
    if (type === 'gap') return void check();
    const { image, etag } = detail as unknown as Photo;
    if (typeof image !== 'string') return;
    results.set(image, etag);
    if (results.size > RESULTS) results.delete(results.keys().next().value!);
    settle(image, etag);
  });
}

/** A result of another photo at that key says nothing of this one, which is looked at later; a removal does. */
function settle(image: string, etag: string | undefined): void {
  const known = waiting.value.find((photo) => photo.image === image);
  if (known && (etag === undefined || known.etag === etag)) setTimeout(leave, HANDED_OVER_MS, known);
}

/** A photo that was looked at is shown by its result a moment later; until then it stays. */
const HANDED_OVER_MS = 150;

function leave(photo: Waiting): void {
  change(waiting.value.filter((one) => one !== photo));
  if (photo.preview !== undefined) URL.revokeObjectURL(photo.preview);
}

/** Asks for each, since what became of it may have been missed. */
async function check(): Promise<void> {
  for (const { image, etag } of waiting.value) {
    try {
      const photo = await read<Photo | { status: 'queued' }>(`/v1/images/${encodeURIComponent(image)}`);
      if (photo.status !== 'queued') settle(image, photo.etag === etag ? etag : undefined);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) return;
      settle(image, undefined);
    }
  }
}

let isKeeping = false;
const KEEP_MS = 200;

function change(photos: Waiting[]): void {
  waiting.value = photos;
  // Of many that come at once, they are written down together.
  if (isKeeping) return;
  isKeeping = true;
  setTimeout(() => {
    isKeeping = false;
    const told = waiting.value.map(({ image, etag }) => ({ image, etag }));
    localStorage.setItem(KEPT, JSON.stringify(told));
  }, KEEP_MS);
}

function parse(text: string | null): Waiting[] {
  try {
    const told = JSON.parse(text ?? '[]') as Pick<Waiting, 'image' | 'etag'>[];
    return told.map(({ image, etag }) => ({ status: 'waiting', image, etag }));
  } catch {
    return [];
  }
}
