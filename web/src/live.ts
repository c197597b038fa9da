import { signal } from '@preact/signals';
import { ApiError, hasKey, needsKey } from './api.ts';
import { hearEvents, type Told } from './hearEvents.ts';

export type { Told } from './hearEvents.ts';

type Connection = 'starting' | 'open' | 'away';

/** Whether events are heard; `away` while the inbox does not answer. */
export const connection = signal<Connection>('starting');

const listeners = new Set<(told: Told) => void>();
const opening = Promise.withResolvers<void>();
let isListening = false;
let lastId: string | undefined;

/** What comes from now on. @returns ends it */
export function onTold(listener: (told: Told) => void): () => void {
  listeners.add(listener);
  if (!isListening) void listenInTurn();
  isListening = true;
  return () => listeners.delete(listener);
}

/** Resolves once events are heard: of what is read from then on, nothing can change without being told. */
export const opened = opening.promise;

/**
 * What the windows of this browser tell each other. One of them hears the events for all: a browser has six connections to a place,
 * and those that hear are never free again. `who`: whoever hears is to say how it stands.
 */
type Said =
  | { kind: 'told'; told: Told }
  | { kind: 'stands'; connection: Connection; id: string | undefined }
  | { kind: 'differs' }
  | { kind: 'who' };

const windows = new BroadcastChannel('face-inbox');
const say = (said: Said) => windows.postMessage(said);
/** `shared`: this window hears for all. With a key of its own it hears for itself. */
let hearing: 'not' | 'shared' | 'own' = 'not';

windows.onmessage = ({ data }: MessageEvent<Said>) => {
  if (data.kind === 'differs') tell(GAP);
  else if (data.kind === 'who') standing();
  else if (hearing !== 'not') return;
  else if (data.kind === 'told') tell(data.told);
  else {
    lastId = data.id;
    stand(data.connection);
  }
};

const GAP: Told = { type: 'gap', detail: {} };
/** Nobody knows whether anything differs: it is only time to have a look. */
const POLL: Told = { type: 'gap', detail: { isPolled: true } };

/** What is shown has to be read again, here and in the other windows: somebody knows it to differ though no event tells so. */
export function allMayDiffer(): void {
  say({ kind: 'differs' });
  tell(GAP);
}

/** Hears the events, or waits until the window that does is closed. The lock also keeps it from being put to sleep. */
async function listenInTurn(): Promise<void> {
  say({ kind: 'who' });
  if (!hasKey() && 'locks' in navigator)
    await navigator.locks.request('face-inbox-events', () => {
      hearing = 'shared';
      return listen();
    });
  for (;;) {
    hearing = 'not';
    await keyGiven();
    hearing = 'own';
    await listen();
  }
}

const RETRY_MS = [250, 500, 1000, 2000];
/** Where there is no stream of events, as in AWS, what is shown is read again so often. */
const POLL_MS = 10_000;

/** Comes again whenever the stream ends, with the id of the last event; until a key is wanted. */
async function listen(): Promise<void> {
  for (let failures = 0; ; ) {
    const heard = (id: string | undefined) => {
      failures = 0;
      const isNews = id !== lastId || connection.value !== 'open';
      lastId = id;
      stand('open');
      if (isNews) standing();
    };
    try {
      await hearEvents({ lastId, onHeard: heard, onTold: passOn });
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 0;
      if (status === 401) return;
      if (status === 501) {
        heard(undefined);
        await pause(POLL_MS);
        passOn(POLL);
        continue;
      }
      if (failures > 0) {
        stand('away');
        standing();
      }
    }
    await pause(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]!);
  }
}

function passOn(told: Told): void {
  if (hearing === 'shared') say({ kind: 'told', told });
  tell(told);
}

function standing(): void {
  if (hearing === 'shared') say({ kind: 'stands', connection: connection.value, id: lastId });
}

function stand(now: Connection): void {
  connection.value = now;
  if (now === 'open') opening.resolve();
}

/** Whether there was a time to have a look that was let go, since nobody sees this window. */
let isDue = false;

document.addEventListener('visibilitychange', () => {
  if (document.hidden || !isDue) return;
  isDue = false;
  tell(GAP);
});

function tell(told: Told): void {
  if (told.detail.isPolled === true && document.hidden) {
    isDue = true;
    return;
  }
  for (const listener of listeners) listener(told);
}

function keyGiven(): Promise<void> {
  return new Promise((resolve) => {
    const end = needsKey.subscribe((needs) => {
      if (needs) return;
      resolve();
      queueMicrotask(() => end());
    });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
