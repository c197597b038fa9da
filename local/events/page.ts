import { EventBusError } from './EventBusError.ts';
import { type Input, readNumber, readString } from './readInput.ts';

/**
 * One page of a list that is in the order of its keys: at most Limit (1 to 100), after the place that NextToken names.
 * A token names the last key given, so that what comes or goes between two pages neither repeats nor skips the rest.
 */
export function page<T>(
  all: T[],
  keyOf: (item: T) => string,
  input: Input,
): { items: T[]; NextToken: string | undefined } {
  const limit = readNumber(input, 'Limit', { min: 1, max: 100 }) ?? 100;
  const token = readString(input, 'NextToken', { min: 1, max: 2048 });
  const after = token === undefined ? undefined : decode(token);
  const rest = after === undefined ? all : all.filter((item) => keyOf(item) > after);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  const more = rest.length > items.length && last !== undefined;
  return { items, NextToken: more ? encode(keyOf(last)) : undefined };
}

const MARK = 'after:';

function encode(key: string): string {
  return Buffer.from(`${MARK}${key}`).toString('base64url');
}

function decode(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (text.startsWith(MARK)) return text.slice(MARK.length);
  throw new EventBusError(
    'InvalidToken',
    `NextToken ${token} is none that this service gave. Begin without it.`,
  );
}
