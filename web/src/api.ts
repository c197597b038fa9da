import { signal } from '@preact/signals';

/** An error as the API tells it (RFC 9457), or that it did not answer. */
export class ApiError extends Error {
  /** 0 where there was no answer. */
  readonly status: number;
  /** The end of the problem's `type`. */
  readonly code: string;
  readonly remedy: string;

  constructor(status: number, code: string, detail: string, remedy: string) {
    super(detail);
    this.status = status;
    this.code = code;
    this.remedy = remedy;
  }
}

/** Tries to have a better key, where the one there is is refused. */
let renew: () => Promise<boolean> = async () => false;

export function renewBy(way: () => Promise<boolean>): void {
  renew = way;
}

const KEPT = 'face-inbox-key';

/** Whether the API wants a key: `refused` where it knows not the one that was given. */
export const needsKey = signal<false | 'missing' | 'refused'>(false);

export function useKey(key: string): void {
  keepKey(key);
  needsKey.value = false;
}

/** For what is asked from now on; whether it is any good shows then. */
export function keepKey(key: string): void {
  sessionStorage.setItem(KEPT, key);
}

export function hasKey(): boolean {
  return sessionStorage.getItem(KEPT) !== null;
}

interface Asking {
  body?: object;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Also when the page is left. */
  keepalive?: boolean;
}

/**
 * Asks the API, with the key where there is one.
 * @throws ApiError; the signal's reason
 */
export async function ask(method: string, path: string, asking: Asking = {}): Promise<Response> {
  const key = sessionStorage.getItem(KEPT);
  let response = await answerTo(method, path, asking);
  // Once: where the new key is refused as well, so would be the next.
  if (response.status === 401 && key !== null && (await renew())) {
    response = await answerTo(method, path, asking);
    if (response.status !== 401) needsKey.value = false;
  }
  if (response.ok) return response;
  if (response.status === 401) needsKey.value = key === null ? 'missing' : 'refused';
  throw await errorOf(response);
}

async function answerTo(method: string, path: string, asking: Asking): Promise<Response> {
  const { body, headers = {}, signal: stop, keepalive = false } = asking;
  const key = sessionStorage.getItem(KEPT);
  return fetch(path, {
    method,
    headers: {
      ...headers,
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
    ...(stop && { signal: stop }),
    keepalive,
  }).catch((error: unknown) => {
    if (stop?.aborted) throw error;
    throw new ApiError(0, 'away', 'The inbox does not answer.', 'Is it running? Try again in a moment.');
  });
}

/** What the API says. @throws ApiError */
export async function read<T>(path: string, stop?: AbortSignal): Promise<T> {
  const response = await ask('GET', path, stop ? { signal: stop } : {});
  return (await response.json()) as T;
}

async function errorOf(response: Response): Promise<ApiError> {
  const told = (await response.json().catch(() => ({}))) as Record<string, string | undefined>;
  const code = told.type?.split(':').at(-1) ?? 'unknown';
  const detail = told.detail ?? `The inbox answers with ${response.status}.`;
  return new ApiError(response.status, code, detail, told.remedy ?? 'Try again in a moment.');
}

/**
 * An address that the inbox gives of itself, by the name and port that the page has for it: those of another name, or at the end of
 * a tunnel, are another place to the browser.
 */
export function nearBy(url: string): string {
  const there = new URL(url);
  if (!isLoopback(there.hostname) || !isLoopback(location.hostname)) return url;
  return `${location.origin}${there.pathname}${there.search}`;
}

function isLoopback(name: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(name) || name.endsWith('.localhost');
}
