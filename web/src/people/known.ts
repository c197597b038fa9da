import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiError, read } from '../api.ts';
import { onTold, opened, type Told } from '../live.ts';
import { allStale, isStale, readInFull } from './inFull.ts';
import type { Person } from './Person.ts';
import { suspiciousMayDiffer } from './suspicious.ts';
import { together } from './together.ts';

/** Who is enrolled, by name; kept up to date while a view shows them. */
export const people = signal<Person[]>([]);
export const state = signal<'reading' | 'complete' | ApiError>('reading');
/** Whether people are of collections. */
export const hasCollections = signal(false);

const AT_ONCE = 500;
/** What is told within that time is read together. */
const TOGETHER_MS = 150;
/** Of so many at once, all are read instead. */
const MANY = 30;

let users = 0;
let end = () => {};
let generation = 0;
const changed = new Set<string>();
/** Whoever was asked for by name since all were last asked for: what is told of all may be older. Undefined for nobody. */
let readSince = new Map<string, Person | undefined>();

/** Keeps it up to date as long as the component is there. */
export function usePeople(): void {
  useEffect(() => {
    if (users++ === 0) {
      end = onTold(take);
      void readAll();
    }
    return () => {
      if (--users === 0) end();
    };
  }, []);
}

export async function readAll(): Promise<void> {
  const own = ++generation;
  readSince = new Map();
  state.value = people.value.length === 0 ? 'reading' : state.value;
  try {
    await opened;
    const all: Person[] = [];
    let cursor: string | undefined;
    do {
      const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await read<{ people: Person[]; collections: boolean; next?: string }>(
        `/v1/people?limit=${AT_ONCE}${from}`,
      );
      all.push(...page.people);
      hasCollections.value = page.collections;
      cursor = page.next;
    } while (cursor !== undefined && own === generation);
    if (own !== generation) return;
    const since = [...readSince.values()].filter((one) => one !== undefined);
    people.value = inOrder([...all.filter(({ person }) => !readSince.has(person)), ...since]);
    state.value = 'complete';
  } catch (error) {
    if (own === generation) state.value = error as ApiError;
  }
}

/** Somebody may be enrolled otherwise than before. */
export function mayDiffer(person: string): void {
  changed.add(person);
  readChanged();
}

const readChanged = together(() => {
  const names = [...changed];
  changed.clear();
  if (names.length > MANY) {
    for (const name of names) isStale(name);
    return void readAll();
  }
  for (const name of names) void readOne(name);
}, TOGETHER_MS);

async function readOne(name: string): Promise<void> {
  const own = generation;
  try {
    const told = await readInFull(name);
    const now = told && told.photos.length > 0 ? told : undefined;
    if (own === generation) readSince.set(name, now);
    const others = people.value.filter(({ person }) => person !== name);
    people.value = now ? inOrder([...others, now]) : others;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

function take({ type, detail }: Told): void {
  if (type === 'gap') {
    allStale();
    suspiciousMayDiffer();
    return void readAll();
  }
  if (/^(Person Enrolled|Person Removed|Enrolment Rejected)$/.test(type)) {
    mayDiffer(String(detail.person));
    suspiciousMayDiffer();
  }
  // Whoever was in it before may be no more: how often they were seen is read again when they are looked at.
  if (type === 'Image Analysed' || type === 'Video Analysed')
    for (const person of detail.people as string[]) isStale(person);
  if (type === 'Image Removed') allStale();
}

const ORDER = new Intl.Collator(undefined, { numeric: true });

function inOrder(list: Person[]): Person[] {
  return list.sort((a, b) => ORDER.compare(a.person, b.person));
}
