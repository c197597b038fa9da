import { Ended } from './Ended.ts';

/**
 * Does a piece of work in a living process, in a fresh one if it ends the one; the same end twice is what counts: a process
 * that crashed or grew too large may have been harmed by what came before.
 * @param living gives the process, in the place of a dead one a new one
 * @param faultOf what an end means, or the error itself where it tells of none
 */
export async function surely<P, T>(
  living: () => P,
  work: (child: P) => Promise<T>,
  faultOf: (error: unknown) => unknown,
): Promise<T> {
  const ends = new Set<Ended['how']>(['slow', 'starved']); // which would only take as long again
  try {
    for (;;)
      try {
        return await work(living());
      } catch (error) {
        if (!(error instanceof Ended) || ends.has(error.how)) throw faultOf(error);
        ends.add(error.how);
      }
  } finally {
    living(); // so that the next one does not wait for its start
  }
}
