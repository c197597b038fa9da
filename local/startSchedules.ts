import { randomUUID } from 'node:crypto';
import type { ScheduledFn } from '../stacks/topology.ts';
import type { InvocationResult } from './lambda/invocation.ts';

export interface Schedules {
  stop(): void;
}

/**
 * Invokes each function at its rate, the first time one interval after the start, as EventBridge does, or sooner where it
 * says so. An interval in which the last run still goes on is left out. A failure is told once, and again only after a
 * run that went well or failed otherwise: the function's log has each.
 * @param options.minuteMs for tests, a shorter minute
 */
export function startSchedules(options: {
  scheduled: Pick<ScheduledFn, 'name' | 'everyMinutes' | 'firstAfterMinutes'>[];
  invoke(name: string, event: object): Promise<InvocationResult>;
  onError(error: Error): void;
  minuteMs?: number;
}): Schedules {
  const { scheduled, invoke, onError, minuteMs = 60_000 } = options;
  let stopped = false;
  const timers = scheduled.flatMap(({ name, everyMinutes, firstAfterMinutes }) => {
    let running = false;
    let told: string | undefined;
    const run = async () => {
      if (running) return;
      running = true;
      try {
        const result = await invoke(name, eventOf());
        // One that the stop has cut short has not failed.
        if (!result.ok && !stopped && result.error.errorType !== told) onError(failed(name, result));
        told = result.ok ? undefined : result.error.errorType;
      } finally {
        running = false;
      }
    };
    const begin = () => void run().catch(onError);
    return [
      ...(firstAfterMinutes === undefined ? [] : [setTimeout(begin, firstAfterMinutes * minuteMs)]),
      setInterval(begin, everyMinutes * minuteMs),
    ];
  });
  return {
    stop() {
      stopped = true;
      for (const timer of timers) clearInterval(timer);
    },
  };
}

function failed(name: string, { error }: Extract<InvocationResult, { ok: false }>): Error {
  return new Error(
    `${name}, which runs by the clock, failed: ${error.errorType}: ${error.errorMessage} It is run again; ` +
      `what it has written: aws logs filter-log-events --log-group-name /aws/lambda/${name}`,
  );
}

/** As a rule with a rate sends it (EventBridge user guide, "Scheduled Event"). */
function eventOf() {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    time: new Date().toISOString(),
    detail: {},
  };
}
