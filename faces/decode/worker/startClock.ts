import { Ended } from './Ended.ts';
import { processorSeconds } from './processorSeconds.ts';

/** The time that a process has for a request; it can stand still, while the process waits for this one. */
export interface Clock {
  pause(): void;
  goOn(): void;
}

/**
 * Calls `onOver` once the process has had `seconds`, with what that means: it computed for half of them (all its threads
 * together), or was not let.
 */
export function startClock(pid: number, seconds: number, onOver: (end: Ended) => void): Clock {
  const before = processorSeconds(pid) ?? 0;
  let left = seconds * 1000;
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  const over = () => {
    const computed = (processorSeconds(pid) ?? Number.POSITIVE_INFINITY) - before;
    onOver(new Ended(computed < seconds / 2 ? 'starved' : 'slow', `${seconds} seconds`));
  };
  const clock: Clock = {
    pause() {
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      left -= performance.now() - since;
    },
    goOn() {
      if (timer !== undefined) return;
      since = performance.now();
      timer = setTimeout(over, left);
    },
  };
  clock.goOn();
  return clock;
}
