import { createHash } from 'node:crypto';
import { isObject } from '../events/readInput.ts';
import { TableError } from './TableError.ts';

/** "A client request token is valid for 10 minutes after the first request that uses it is completed" (API reference). */
const VALID_MS = 600_000;

/** Which transactions are done, by their ClientRequestToken. */
interface Tokens {
  /** @throws TableError IdempotentParameterMismatchException, where it was another transaction's */
  isDone(token: string | undefined, digest: string): boolean;
  add(token: string | undefined, digest: string): void;
}

/** In memory: after the end of the process every token is a new one. */
export function openTokens(now: () => number): Tokens {
  // In the order in which they end.
  const known = new Map<string, { digest: string; until: number }>();
  return {
    isDone(token, digest) {
      for (const [old, { until }] of known) {
        if (until > now()) break;
        known.delete(old);
      }
      const found = token === undefined ? undefined : known.get(token);
      if (found && found.digest !== digest)
        throw new TableError(
          'IdempotentParameterMismatchException',
          `The ClientRequestToken ${token} was used for another transaction within the last ${VALID_MS / 60_000} minutes. Use a new one for each.`,
        );
      return found !== undefined;
    },
    add(token, digest) {
      if (token !== undefined) known.set(token, { digest, until: now() + VALID_MS });
    },
  };
}

/** Equal for equal JSON, in whatever order it names things. */
export function digestOf(value: unknown): string {
  const sorted = (_name: string, one: unknown) =>
    isObject(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one;
  return createHash('sha256')
    .update(JSON.stringify(value, sorted) ?? '')
    .digest('base64');
}
