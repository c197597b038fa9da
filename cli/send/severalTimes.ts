import { setTimeout } from 'node:timers/promises';
import { isUnreachable } from '../explain.ts';

const ATTEMPTS = 3;

/** Tries again what may pass: the SDK does not send a stream twice. */
export async function severalTimes<T>(signal: AbortSignal, send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (signal.aborted || attempt === ATTEMPTS || !mayPass(error)) throw error;
      await setTimeout(200 * 2 ** attempt, undefined, { signal });
    }
  }
}

function mayPass(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
  return isUnreachable(error) || status >= 500 || status === 429;
}
