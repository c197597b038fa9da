import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { ApiError, read } from '../api.ts';
import { type PersonInFull, urlOf } from './Person.ts';
import { together } from './together.ts';

type Told = PersonInFull | 'nobody' | ApiError | undefined;

/** What is known of each who is or was looked at. Of a card this is read when it comes into sight. */
const told = new Map<string, Signal<Told>>();

const AT_ONCE = 4;
/** While photos are analysed, how often somebody was seen changes with each. */
const TOGETHER_MS = 600;

const waiting = new Set<string>();
let reading = 0;

/** Undefined until it is read. */
export function inFull(person: string): ReadonlySignal<Told> {
  const known = told.get(person);
  if (known) return known;
  const fresh = signal<Told>(undefined);
  told.set(person, fresh);
  ask(person);
  return fresh;
}

/** @throws ApiError; undefined for whoever is neither enrolled nor was seen */
export async function readInFull(person: string): Promise<PersonInFull | undefined> {
  const known = told.get(person);
  try {
    const now = await read<PersonInFull>(urlOf(person));
    if (known) known.value = now;
    return now;
  } catch (error) {
    const isGone = error instanceof ApiError && error.status === 404;
    if (known) known.value = isGone ? 'nobody' : (error as ApiError);
    if (isGone) return undefined;
    throw error;
  }
}

const stale = new Set<string>();

/** What is known of somebody may not be so any more. */
export function isStale(person: string): void {
  if (!told.has(person)) return;
  stale.add(person);
  readStale();
}

const readStale = together(() => {
  for (const person of stale) ask(person);
  stale.clear();
}, TOGETHER_MS);

/** All that is known may not be so any more. */
export function forgetInFull(): void {
  for (const person of told.keys()) isStale(person);
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
