import { signal } from '@preact/signals';
import { ApiError, ask, read } from '../api.ts';
import { allMayDiffer } from '../live.ts';
import { announce } from '../parts/Announcer.tsx';
import { allStale } from './inFull.ts';
import { mayDiffer } from './known.ts';
import { workInWords } from './workInWords.ts';

/** A change of people that goes on in the inbox, whatever becomes of this window. */
export interface Work {
  id: string;
  at: string;
  kind: 'rename' | 'merge' | 'forget' | 'name' | 'split';
  status: 'working' | 'done' | 'failed';
  step: { what: 'waiting' | 'photos' | 'results'; done: number; total: number };
  person?: string;
  to?: string;
  group?: string;
  outcome?: {
    person?: string;
    photos?: number;
    results?: number;
    sightings?: number;
    enrolled?: string;
    notEnrolled?: string;
    group?: string;
  };
  problem?: { detail: string; remedy: string; type: string };
}

/** Those that were begun here, and those that others have under way; the newest first. */
export const works = signal<Work[]>([]);

const LOOK_MS = 400;
const endings = new Map<string, ((work: Work) => void)[]>();
let isLooking = false;

/** Noted where the windows of this browser share what they keep: that there may be works. Who only looks need not ask. */
const NOTED = 'face-inbox-works';

/** @throws ApiError where it cannot be */
export async function begin(path: string, body?: object): Promise<Work> {
  const work = (await (await ask('POST', path, body ? { body } : {})).json()) as Work;
  localStorage.setItem(NOTED, 'yes');
  put(work);
  void look();
  return work;
}

/** As it is when it is over. */
export function ended({ id }: Work): Promise<Work> {
  return new Promise((resolve) => {
    const work = works.value.find((one) => one.id === id);
    if (work && work.status !== 'working') return resolve(work);
    endings.set(id, [...(endings.get(id) ?? []), resolve]);
  });
}

/** Takes note of what is under way already, as after a reload or in another window. */
export async function findWorks(): Promise<void> {
  if (localStorage.getItem(NOTED) === null) return;
  try {
    const all = (await read<{ works: Work[] }>('/v1/work')).works;
    if (all.every(({ status }) => status !== 'working')) localStorage.removeItem(NOTED);
    for (const work of all.reverse()) if (work.status === 'working') put(work);
    void look();
  } catch (error) {
    // Who may only read is told nothing of them, and where there are none nobody is.
    if (!(error instanceof ApiError)) throw error;
  }
}

export function dismiss({ id }: Work): void {
  works.value = works.value.filter((work) => work.id !== id);
}

async function look(): Promise<void> {
  if (isLooking) return;
  isLooking = true;
  try {
    for (;;) {
      const open = works.value.filter(({ status }) => status === 'working');
      if (open.length === 0) return;
      for (const work of open) await lookAt(work);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  } finally {
    isLooking = false;
  }
}

async function lookAt(before: Work): Promise<void> {
  // The name of who was forgotten is not kept there for long: this window still knows it.
  const work = await read<Work>(before.at).then(
    (now) => ({ ...before, ...now }),
    (error: unknown) => (error instanceof ApiError && error.status === 404 ? brokenOff(before) : before),
  );
  put(work);
  if (work.status === 'working') return;
  announce(workInWords(work));
  for (const person of [work.person, work.to]) if (person !== undefined) mayDiffer(person);
  allStale();
  // Results that a name is erased from are not announced: an event would have to say whose.
  if (work.kind === 'forget') allMayDiffer();
  for (const resolve of endings.get(work.id) ?? []) resolve(work);
  endings.delete(work.id);
}

/** The inbox was started anew meanwhile. */
function brokenOff(work: Work): Work {
  const detail = 'The inbox was stopped before it was done.';
  const problem = { detail, remedy: 'Go on: nothing is done twice.', type: 'broken-off' };
  return { ...work, status: 'failed', problem };
}

function put(work: Work): void {
  const isKnown = works.value.some(({ id }) => id === work.id);
  works.value = isKnown
    ? works.value.map((one) => (one.id === work.id ? work : one))
    : [work, ...works.value.filter(({ status }) => status === 'working')];
}
