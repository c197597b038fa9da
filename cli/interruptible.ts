import { CommandError, EXIT } from './CommandError.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work that Ctrl-C ends between two steps, by the signal it is given.
 * @param message what is told then
 * @throws CommandError 130 where it was ended so, whatever error the cut brought about.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  message = 'Interrupted. The same command goes on from here.',
): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort(new CommandError(EXIT.interrupted, message));
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
