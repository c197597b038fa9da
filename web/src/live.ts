import { signal } from '@preact/signals';
import { ApiError, ask, needsKey } from './api.ts';

/** An event of the inbox, by its detail-type; or `gap`: some were missed, what is shown has to be read again. */
export interface Told {
  type: string;
  detail: Record<string, unknown>;
}

/** Whether events are heard; `away` while the inbox does not answer. */
export const connection = signal<'starting' | 'open' | 'away'>('starting');

const listeners = new Set<(told: Told) => void>();
const opening = Promise.withResolvers<void>();
let isListening = false;
let lastId: string | undefined;

/** What comes from now on. @returns ends it */
export function onTold(listener: (told: Told) => void): () => void {
  listeners.add(listener);
  if (!isListening) void listen();
  isListening = true;
  return () => listeners.delete(listener);
}

/** Resolves once events are heard: of what is read from then on, nothing can change without being told. */
export const opened = opening.promise;

const RETRY_MS = [250, 500, 1000, 2000];
/** Where there is no stream of events, as in AWS, what is shown is read again so often. */
const POLL_MS = 10_000;

/** Comes again whenever the stream ends, with the id of the last event: what came meanwhile is then told. */
async function listen(): Promise<never> {
  for (let failures = 0; ; ) {
    const isOpen = () => {
      connection.value = 'open';
      failures = 0;
      opening.resolve();
    };
    try {
      await hear(isOpen);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) await keyGiven();
      else if (error instanceof ApiError && error.status === 501) {
        isOpen();
        await pause(POLL_MS);
        tell({ type: 'gap', detail: {} });
        continue;
      } else if (failures > 0) connection.value = 'away';
    }
    await pause(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]!);
  }
}

/** Reads the stream as the HTML standard has it ("Server-sent events"): EventSource itself can send no key. */
async function hear(isOpen: () => void): Promise<void> {
  const headers: Record<string, string> = lastId === undefined ? {} : { 'last-event-id': lastId };
  const response = await ask('GET', '/v1/events', { headers });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      take(text.slice(0, end));
      // The stream begins by saying where it is: from then on nothing can be missed.
      isOpen();
      text = text.slice(end + 2);
    }
  }
}

function take(block: string): void {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const cut = line.indexOf(':');
    if (cut > 0) fields.set(line.slice(0, cut), line.slice(cut + 1).trimStart());
  }
  lastId = fields.get('id') ?? lastId;
  const data = fields.get('data');
  if (data !== undefined) tell({ type: fields.get('event') ?? 'message', detail: JSON.parse(data) });
}

/** What one window of this browser knows to differ though no event tells so, the others read again too. */
const windows = new BroadcastChannel('face-inbox');
windows.onmessage = () => tell({ type: 'gap', detail: {} });

/** What is shown has to be read again, here and in the other windows. */
export function allMayDiffer(): void {
  windows.postMessage('gap');
  tell({ type: 'gap', detail: {} });
}

function tell(told: Told): void {
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
