import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { readSettings } from '../../config/settings.ts';
import { getImage } from '../../store/images.ts';
import { openStore } from '../../store/openStore.ts';
import { settle } from '../../store/settle.ts';
import { oldestPending, unfinished } from '../../store/unfinished.ts';
import { pendingAge } from './pendingAge.ts';

const settings = readSettings();
const logger = new Logger({ serviceName: 'sweep', logLevel: settings.logLevel });
const store = openStore(settings);
const writePendingAge = pendingAge(settings.prefix);

/** Whoever wrote it is done with it by then, or never will be. Doing it at the same time would do no harm. */
const LEFT_AFTER_MS = 60_000;
/** One that takes long is not begun any more. */
const RESERVE_MS = 10_000;

/**
 * Finishes the outboxes that a crash left. One that fails stops no other; all that are left are found the next time.
 * @throws at the end where one failed, so that whoever watches the function's errors hears of it
 */
export async function handler(_: unknown, context: Context): Promise<{ finished: number }> {
  logger.addContext(context);
  const result = { finished: 0, failed: 0 };
  // First: what cannot be finished is not to keep it from being told.
  writePendingAge(await oldestPending(store));
  for await (const key of unfinished(store, new Date(Date.now() - LEFT_AFTER_MS))) {
    if (context.getRemainingTimeInMillis() < RESERVE_MS) break;
    try {
      const item = await getImage(store, key);
      if (!item?.pending) continue;
      await settle(store, item);
      result.finished++;
    } catch (error) {
      logger.error('What follows from an item could not be finished', { key, error: error as Error });
      result.failed++;
    }
  }
  logger.info('swept', result);
  if (result.failed > 0)
    throw new Error(
      `What follows from ${result.failed} items could not be finished, of ${result.finished + result.failed}. ` +
        'The lines before say why; the next run tries again.',
    );
  return { finished: result.finished };
}
