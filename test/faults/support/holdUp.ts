import { once } from 'node:events';
import type { FaultyProxy } from './openFaultyProxy.ts';

interface Hold {
  /** Resolves when the request is there. */
  reached: Promise<void>;
  /** Lets it go on; nothing happens where whoever asked is gone. */
  release(): void;
}

/** Stops the next such request, before the service has seen it or when it has done it and is not heard yet. */
export function holdUp(
  proxy: FaultyProxy,
  when: 'before' | 'after',
  { operation, about }: { operation: string; about: string[] },
): Hold {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  proxy.on(
    operation,
    async ({ forward, reply, response }) => {
      const gone = once(response, 'close');
      const wait = async () => {
        reached.resolve();
        await Promise.race([released.promise, gone]);
      };
      if (when === 'before') await wait();
      // A process that was killed before it asked has not asked.
      if (response.destroyed) return;
      const answer = await forward();
      if (when === 'after') await wait();
      reply(answer);
    },
    { about, times: 1 },
  );
  return { reached: reached.promise, release: released.resolve };
}
