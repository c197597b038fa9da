import { failedTries } from '../../store/tries.ts';
import type { Connection } from '../connect.ts';
import { second } from '../formats.ts';
import { type Finding, ok, warning } from './Check.ts';

const HOUR_MS = 3600_000;

/** Whether messages fail that are tried again: what the functions are denied, or do not find, shows here at once. */
export async function checkTries({ store }: Connection): Promise<Finding> {
  const { count, last } = await failedTries(store, new Date(Date.now() - HOUR_MS));
  if (!last) return ok('none in the last hour');
  return warning(
    `${count} in the last hour, the last (${second(last.at)}) with ${last.error}`,
    "They come back by themselves, and are among the dead letters after five tries. The function's log has " +
      `more under the request ${last.request}.`,
  );
}
