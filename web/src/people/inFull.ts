import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { ApiError, read } from '../api.ts';
import { type PersonInFull, urlOf } from './Person.ts';
import { together } from './together.ts';

type Told = PersonInFull | 'nobody' | ApiError | undefined;

interface Known {
  told: Signal<Told>;
  /** Whether something shows it. */
  isWatched: boolean;
  /** It has to be read again before it is shown. */
  isStale: boolean;
}

/** What is known of each who is or was looked at. Of a card this is read when it comes into sight. */
const known = new Map<string, Known>();

const AT_ONCE = 4;
/** While photos are analysed, how often somebody was seen changes with each. */
const TOGETHER_MS = 1000;

const waiting = new Set<string>();
let reading = 0;

/** Undefined until it is read; of whoever is shown it is kept up to date. */
export function inFull(person: string): ReadonlySignal<Told> {
  const there = known.get(person);
  if (there) return there.told;
  const told = signal<Told>(undefined, {
    watched() {
      fresh.isWatched = true;
      if (fresh.isStale) ask(person);
    },
    unwatched() {
      fresh.isWatched = false;
    },
  });
  const fresh: Known = { told, isWatched: false, isStale: true };
  known.set(person, fresh);
  return told;
}

/** @throws ApiError; undefined for whoever is neither enrolled nor was seen */
export async function readInFull(person: string): Promise<PersonInFull | undefined> {
  const there = known.get(person);
  if (there) there.isStale = false;
  try {
    const now = await read<PersonInFull>(urlOf(person));
    if (there) there.told.value = now;
    return now;
  } catch (error) {
    const isGone = error instanceof ApiError && error.status === 404;
    if (there) there.told.value = isGone ? 'nobody' : (error as ApiError);
    if (isGone) return undefined;
    throw error;
  }
}

/** What is known of somebody may not be so any more. */
export function isStale(person: string): void {
  const there = known.get(person);
  if (!there) return;
  there.isStale = true;
  readStale();
}

const readStale = together(() => {
  for (const [person, { isStale, isWatched }] of known) if (isStale && isWatched) ask(person);
}, TOGETHER_MS);

/** All that is known may not be so any more. */
export function allStale(): void {
  for (const person of known.keys()) isStale(person);
}

function ask(person: string): void {
  waiting.add(person);
  next();
}

function next(): void {
  while (reading < AT_ONCE) {
    const [person] = waiting;
    if (person === undefined) return;
    waiting.delete(person);
    reading++;
    readInFull(person)
      .catch(() => {}) // what is known says so
      .finally(() => {
        reading--;
        next();
      });
  }
}
