import { signal } from '@preact/signals';
import { ApiError, read } from '../api.ts';
import { onTold } from '../live.ts';
import { announce } from '../parts/Announcer.tsx';
import { reasonOf } from '../photos/reasons.ts';
import type { Photo } from '../types.ts';
import { atFreeKey } from '../upload/atFreeKey.ts';
import { type Found, picturesOf } from '../upload/filesOf.ts';
import { sendFile } from '../upload/sendFile.ts';
import { mayDiffer } from './known.ts';
import { folderOf, nameOf } from './Person.ts';

/** A photo by which somebody is to be known. */
export interface Enrolment {
  id: number;
  person: string;
  name: string;
  /** Of the file, to be shown at once. */
  preview?: string;
  size: number;
  sent: number;
  state: 'queued' | 'sending' | 'looking' | 'enrolled' | 'refused' | 'failed';
  /** Where it lies, as soon as that is known. */
  key?: string;
  /** Why it was refused, or failed. */
  why?: string;
}

export const enrolments = signal<Enrolment[]>([]);

/** More at once would only share the line. */
const AT_ONCE = 3;
const files = new Map<number, File>();
let under = 0;
let last = 0;

/** Enrols somebody by photos, one after the other, each below a key that is free. */
export function enrol(person: string, found: Found[]): void {
  const photos = picturesOf(found);
  if (photos.length === 0) announce('There is no photo among these files.');
  const added = photos.map(({ file }): Enrolment => {
    const id = ++last;
    files.set(id, file);
    const preview = file.type.startsWith('image/') ? { preview: URL.createObjectURL(file) } : {};
    return { id, person, name: file.name, ...preview, size: file.size, sent: 0, state: 'queued' };
  });
  enrolments.value = [...enrolments.value, ...added];
  next();
}

/** Takes those that are over off the list. @param person whose; all, if not given */
export function dismiss(person?: string): void {
  for (const one of enrolments.value) {
    if (!isOver(one) || (person !== undefined && one.person !== person)) continue;
    if (one.preview !== undefined) URL.revokeObjectURL(one.preview);
    files.delete(one.id);
    enrolments.value = enrolments.value.filter(({ id }) => id !== one.id);
  }
}

export function isOver({ state }: Enrolment): boolean {
  return state === 'enrolled' || state === 'refused' || state === 'failed';
}

export function again(id: number): void {
  change(id, { state: 'queued', sent: 0 });
  next();
}

function next(): void {
  while (under < AT_ONCE) {
    const queued = enrolments.value.find(({ state }) => state === 'queued');
    if (!queued) return;
    under++;
    change(queued.id, { state: 'sending' });
    void send(queued).finally(() => {
      under--;
      next();
    });
  }
}

async function send({ id, person, name }: Enrolment): Promise<void> {
  const file = files.get(id)!;
  const { signal: never } = new AbortController();
  try {
    await atFreeKey(folderOf(person) + name.replaceAll('/', '_'), never, async (key) => {
      // From before it is sent: what becomes of it may be told before the answer.
      const results = listenFor(key);
      try {
        const etag = await sendFile(file, key, (sent) => change(id, { sent }), never);
        change(id, { state: 'looking', sent: file.size, key });
        // The next one is sent meanwhile: how long it takes to be looked at is not for this window to say.
        results
          .of(etag)
          .then((photo) => tell(id, person, photo))
          .catch((error: unknown) => failed(id, name, error))
          .finally(results.end);
      } catch (error) {
        results.end();
        throw error;
      }
    });
  } catch (error) {
    failed(id, name, error);
  }
}

function failed(id: number, name: string, error: unknown): void {
  const why = error instanceof ApiError ? `${error.message} ${error.remedy}` : String(error);
  change(id, { state: 'failed', why });
  announce(`${name} could not be added: ${why}`);
}

function tell(id: number, person: string, photo: Photo): void {
  mayDiffer(person);
  if (photo.status !== 'rejected') {
    change(id, { state: 'enrolled' });
    announce(`${nameOf(person)} is known by the photo now.`);
    return;
  }
  const why = reasonOf(photo);
  change(id, { state: 'refused', why });
  announce(`The photo does not help to know ${nameOf(person)}: ${why}.`);
}

/** Where nothing is told of it, as in AWS, it is asked for. */
const ASK_MS = 2000;

/**
 * Results of one key, as they come.
 * @returns `of`: the one of a photo; rejects with an ApiError where another one or none lies there by now
 */
function listenFor(key: string): { of(etag: string): Promise<Photo>; end(): void } {
  const came = new Map<string, Photo>();
  let wanted: ({ etag: string } & PromiseWithResolvers<Photo>) | undefined;
  const take = (photo: Photo) => {
    came.set(photo.etag, photo);
    if (photo.etag === wanted?.etag) wanted.resolve(photo);
  };
  const look = async () => {
    // What was asked before it was there says nothing of it.
    const own = wanted;
    if (!own) return;
    try {
      const photo = await read<Photo | { status: 'queued' }>(`/v1/images/${encodeURIComponent(key)}`);
      if (photo.status === 'queued') return;
      take(photo);
      if (photo.etag !== own.etag) own.reject(goneBefore('Another photo has taken its place'));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) own.reject(goneBefore('It was removed'));
    }
  };
  const end = onTold(({ detail }) => {
    const told = detail as unknown as Photo | { status: 'removed'; image: string; etag?: undefined };
    if (told.image !== key) return;
    if (told.etag !== undefined) take(told);
    // It may be one of before.
    if (told.etag !== wanted?.etag) void look();
  });
  const timer = setInterval(look, ASK_MS);
  return {
    of(etag) {
      wanted = { etag, ...Promise.withResolvers<Photo>() };
      const photo = came.get(etag);
      if (photo) wanted.resolve(photo);
      return wanted.promise;
    },
    end() {
      clearInterval(timer);
      end();
    },
  };
}

function goneBefore(what: string): ApiError {
  return new ApiError(404, 'no-such-image', `${what} before it was looked at.`, 'Add it again.');
}

function change(id: number, to: Partial<Enrolment>): void {
  enrolments.value = enrolments.value.map((one) => (one.id === id ? { ...one, ...to } : one));
}

addEventListener('beforeunload', (event) => {
  if (enrolments.value.some(({ state }) => state === 'queued' || state === 'sending')) event.preventDefault();
});
