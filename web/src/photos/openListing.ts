import { type ReadonlySignal, signal } from '@preact/signals';
import type { ApiError } from '../api.ts';
import { onTold, opened, type Told } from '../live.ts';
import type { Photo } from '../types.ts';
import { belongs, type Filter } from './Filter.ts';
import { isNewer, openPages } from './openPages.ts';

/** Photos, newest first, as far as they were read, and kept up to date by what is told. */
export interface Listing {
  filter: Filter;
  photos: ReadonlySignal<Photo[]>;
  /** `complete`: there are no older ones. */
  state: ReadonlySignal<'reading' | 'more' | 'complete' | ApiError>;
  /** How many new ones wait to be let in. */
  held: ReadonlySignal<number>;
  /** Whether new ones wait, so that what one looks at stays where it is. */
  hold(isHeld: boolean): void;
  /** Reads older ones; where that fails, the state says so. */
  more(): Promise<void>;
  close(): void;
}

/** What is told within that time is shown at once: each time costs a layout. */
const TOGETHER_MS = 60;
/** So many removals are remembered, the last ones: a page is not longer under way than these take. */
const REMOVED = 10_000;

export function openListing(filter: Filter): Listing {
  const photos = signal<Photo[]>([]);
  const state = signal<'reading' | 'more' | 'complete' | ApiError>('more');
  const held = signal(0);
  let byKey = new Map<string, Photo>();
  const waiting = new Map<string, Photo>();
  /** What was removed, by when: a page that was read before may still have it. */
  const removed = new Map<string, string>();
  let isHeld = false;
  let pages = openPages(filter);
  let generation = 0;
  let isClosed = false;
  /** What was told since all was last read from the beginning. */
  let toldSince = new Map<string, Photo>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const show = () => {
    clearTimeout(timer);
    timer = undefined;
    held.value = [...waiting.keys()].filter((key) => !byKey.has(key)).length;
    photos.value = [...byKey.values()].sort((a, b) => (isNewer(a, b, filter) ? -1 : 1));
  };
  const showSoon = () => {
    timer ??= setTimeout(show, TOGETHER_MS);
  };
  const isStale = ({ image, sequencer }: Photo, among = byKey) =>
    sequencer < (among.get(image)?.sequencer ?? '') || sequencer <= (removed.get(image) ?? '');
  const letIn = () => {
    for (const [key, photo] of waiting) byKey.set(key, photo);
    waiting.clear();
  };
  const take = ({ type, detail }: Told) => {
    if (type === 'gap') return void catchUp();
    const photo = detail as unknown as Photo | { status: 'removed'; image: string; sequencer: string };
    if (typeof photo.image !== 'string') return;
    if (photo.status === 'removed' || !belongs(photo, filter)) {
      removed.set(photo.image, photo.sequencer);
      if (removed.size > REMOVED) removed.delete(removed.keys().next().value!);
      toldSince.delete(photo.image);
      waiting.delete(photo.image);
      if (byKey.delete(photo.image)) showSoon();
      return;
    }
    if (isStale(photo)) return;
    toldSince.set(photo.image, photo);
    const known = byKey.get(photo.image);
    if (isHeld && known?.analysedAt !== photo.analysedAt) waiting.set(photo.image, photo);
    else byKey.set(photo.image, photo);
    showSoon();
  };

  const readPage = async (into: Map<string, Photo>) => {
    const page = await pages();
    for (const photo of page ?? []) if (!isStale(photo, into)) into.set(photo.image, photo);
    return page;
  };
  const more = async () => {
    if (state.value === 'reading' || state.value === 'complete') return;
    const own = generation;
    state.value = 'reading';
    try {
      await opened;
      const page = await readPage(byKey);
      if (own !== generation) return;
      show();
      state.value = page ? 'more' : 'complete';
    } catch (error) {
      if (own === generation) state.value = error as ApiError;
    }
  };
  /** As far as was read before: what is missing now is gone. */
  const readAgain = async () => {
    const own = ++generation;
    const before = byKey.size;
    pages = openPages(filter);
    toldSince = new Map();
    state.value = 'reading';
    try {
      const anew = new Map<string, Photo>();
      let page: Photo[] | undefined = [];
      while (page && anew.size <= before && own === generation) page = await readPage(anew);
      if (own !== generation) return;
      for (const [key, photo] of toldSince) if (!isStale(photo, anew)) anew.set(key, photo);
      byKey = anew;
      letIn();
      show();
      state.value = page ? 'more' : 'complete';
    } catch (error) {
      if (own === generation) state.value = error as ApiError;
    }
  };
  let isCatchingUp = false;
  let isBehind = false;
  /** Where the answers take longer than it is from one gap to the next, it is read once more at the end, not anew with each. */
  const catchUp = async () => {
    isBehind = true;
    if (isCatchingUp) return;
    isCatchingUp = true;
    while (isBehind && !isClosed) {
      isBehind = false;
      await readAgain();
    }
    isCatchingUp = false;
  };
  const end = onTold(take);
  return {
    ...{ filter, photos, state, held, more },
    hold(isNow) {
      isHeld = isNow;
      if (isHeld || waiting.size === 0) return;
      letIn();
      show();
    },
    close() {
      isClosed = true;
      generation++;
      clearTimeout(timer);
      end();
    },
  };
}
