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

/**
 * Those that this window has added, by key, until it knows what became of them: what another window has written down at that moment
 * may be without them.
 */
const own = new Map<string, Waiting>();
/** Those that have left since it was last written down. */
const gone = new Set<string>();

/** A photo is in the bucket now. */
export function nowWaiting(photo: Waiting): void {
  if (results.get(photo.image) === photo.etag) return;
  own.set(photo.image, photo);
  gone.delete(idOf(photo));
  waiting.value = withOwn(waiting.value);
  keepSoon();
}

/** Begins to listen; once for the page. */
export function watchWaiting(): void {
  const kept = parse(localStorage.getItem(KEPT));
  waiting.value = kept;
  if (kept.length > 0) void check();
  addEventListener('storage', ({ key, newValue }) => {
    if (key !== KEPT) return;
    const told = parse(newValue);
    waiting.value = withOwn(told);
    const isMissed = [...own.values()].some((photo) => !told.some((one) => idOf(one) === idOf(photo)));
    if (isMissed) keepSoon();
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
  const id = idOf(photo);
  if (own.get(photo.image)?.etag === photo.etag) own.delete(photo.image);
  gone.add(id);
  // Another window may have written it down anew meanwhile: it is the same one all the same.
  for (const { preview } of waiting.value.filter((one) => idOf(one) === id))
    if (preview !== undefined) URL.revokeObjectURL(preview);
  waiting.value = withOwn(waiting.value);
  keepSoon();
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

/** Of many that come at once, they are written down together: into what the other windows have written by then. */
function keepSoon(): void {
  if (isKeeping) return;
  isKeeping = true;
  setTimeout(() => {
    isKeeping = false;
    waiting.value = withOwn(parse(localStorage.getItem(KEPT)));
    gone.clear();
    const told = waiting.value.map(({ image, etag }) => ({ image, etag }));
    localStorage.setItem(KEPT, JSON.stringify(told));
  }, KEEP_MS);
}

/** Those that are written down, as this window knows them; without what has left, and with what it has added. */
function withOwn(kept: Waiting[]): Waiting[] {
  const known = new Map(waiting.value.map((photo) => [idOf(photo), photo]));
  const left = kept.filter((photo) => {
    const isReplaced = own.has(photo.image) && own.get(photo.image)!.etag !== photo.etag;
    return !isReplaced && !gone.has(idOf(photo)) && results.get(photo.image) !== photo.etag;
  });
  const there = new Set(left.map(({ image }) => image));
  const added = [...own.values()].filter(({ image }) => !there.has(image)).reverse();
  return [...added, ...left.map((photo) => known.get(idOf(photo)) ?? photo)];
}

function idOf({ image, etag }: Waiting): string {
  return `${etag} ${image}`;
}

function parse(text: string | null): Waiting[] {
  try {
    const told = JSON.parse(text ?? '[]') as Pick<Waiting, 'image' | 'etag'>[];
    return told.map(({ image, etag }) => ({ status: 'waiting', image, etag }));
  } catch {
    return [];
  }
}
