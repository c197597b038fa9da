import type { Clients } from '../../local/deploy.ts';
import { listen } from './listen.ts';

/** An event of the bus, and when it was received (as of `performance.now()`). */
export interface Arrival {
  type: string;
  image: string;
  at: number;
}

/**
 * A subscriber of all events of face-inbox.
 * @returns ends the loop.
 */
export function subscribe(
  clients: Clients,
  bus: string,
  on: { event(arrival: Arrival): void; error(error: Error): void },
): Promise<() => Promise<void>> {
  return listen(clients, [{ bus, pattern: { source: ['face-inbox'] } }], {
    event: ({ type, detail, at }) => on.event({ type, image: detail.image as string, at }),
    async outage(error) {
      on.error(error);
      return false;
    },
  });
}
