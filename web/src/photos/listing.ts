import { signal } from '@preact/signals';
import type { Filter } from './Filter.ts';
import { type Listing, openListing } from './openListing.ts';

/** The list that is shown, or was shown last: who comes back from a photo finds it as it was. */
export const listing = signal<Listing | undefined>(undefined);

/** Where it was left. */
let leftAt = 0;

export function listingOf(filter: Filter): Listing {
  const now = listing.peek();
  if (now && now.filter.show === filter.show && now.filter.person === filter.person) return now;
  now?.close();
  leftAt = 0;
  const opened = openListing(filter);
  listing.value = opened;
  void opened.more();
  return opened;
}

export function leave(y: number): void {
  leftAt = y;
}

export function placeLeft(): number {
  return leftAt;
}

let opened: string | undefined;

/** A photo is looked at by itself: who comes back finds it chosen. */
export function comeBackTo(key: string): void {
  opened = key;
}

/** Chooses the photo that one comes back from, if it is there. */
export function chooseOpened(): void {
  if (opened === undefined) return;
  const path = `/photo/${encodeURIComponent(opened)}`;
  opened = undefined;
  document.querySelector<HTMLElement>(`a.photo[href="${CSS.escape(path)}"]`)?.focus({ preventScroll: true });
}
