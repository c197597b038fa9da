import { computed, signal } from '@preact/signals';
import { ApiError, ask } from '../api.ts';
import { announce } from '../parts/Announcer.tsx';

/** Something that is going to be removed, unless one thinks better of it. */
export interface Removal {
  id: number;
  /** Whom or what, as it is called. */
  what: string;
  /** The person, or the key of the photo. */
  hides: string;
  /** What is asked of the API in the end. */
  url: string;
  /** What became of it, if it failed. */
  error?: string;
}

export const removals = signal<Removal[]>([]);
/** People and photos that are as good as gone. */
export const hidden = computed(
  () => new Set(removals.value.filter(({ error }) => !error).map(({ hides }) => hides)),
);

const GRACE_MS = 10_000;
const timers = new Map<number, ReturnType<typeof setTimeout>>();
let last = 0;

/** Removes it after a while in which that can be taken back. Who leaves the page before has not taken it back. */
export function removeSoon(removal: Omit<Removal, 'id' | 'error'>): void {
  const id = ++last;
  removals.value = [...removals.value, { ...removal, id }];
  announce(`${removal.what} is removed. You can undo it for ten seconds.`);
  count(id);
}

export function undo({ id, what }: Removal): void {
  stop(id);
  drop(id);
  resume();
  announce(`${what} stays.`);
}

/** Stops the clock while one has a look at it. The bar that goes away from below the pointer does not tell that it is left. */
export function pause(): void {
  for (const { id } of removals.value) stop(id);
}

export function resume(): void {
  for (const { id, error } of removals.value) if (!error && !timers.has(id)) count(id);
}

export function dismiss({ id }: Removal): void {
  drop(id);
  resume();
}

function count(id: number): void {
  timers.set(
    id,
    setTimeout(() => void remove(id), GRACE_MS),
  );
}

function stop(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

async function remove(id: number): Promise<void> {
  stop(id);
  const removal = removals.value.find((one) => one.id === id);
  if (!removal) return;
  try {
    await ask('DELETE', removal.url);
    drop(id);
  } catch (error) {
    // It may be gone by now.
    if (error instanceof ApiError && error.status === 404) return drop(id);
    const message = error instanceof ApiError ? `${error.message} ${error.remedy}` : String(error);
    removals.value = removals.value.map((one) => (one.id === id ? { ...one, error: message } : one));
  }
}

function drop(id: number): void {
  removals.value = removals.value.filter((one) => one.id !== id);
}

addEventListener('pagehide', () => {
  const open = removals.value.filter(({ error }) => !error);
  // A browser may keep the page as it is and show it again: it must not say then that they can be taken back.
  for (const { id } of open) stop(id);
  removals.value = removals.value.filter(({ error }) => error);
  for (const { url } of open) void ask('DELETE', url, { keepalive: true });
});
