import type { Settings } from '../config/settings.ts';
import { chunkTimeoutSeconds, planTimeoutSeconds } from '../config/videoLimits.ts';
import type { Queue } from './topology.ts';

/**
 * How often a message is tried before it is given up: once in a batch, then alone. A photo that kills the function
 * takes its batch along once; what is alone is charged with nothing but its own failures.
 */
export const TRIES = 5;

/**
 * A part of a video that was tried so often in vain is noted as missing by the function itself, at the next receive; only if it cannot
 * even do that so many times is its message given up.
 */
const TRIES_TO_NOTE = 5;

/**
 * Receives of a part's message at which it is tried to say who is in the video, where all of its parts are looked at. At the last of these
 * a failure is the result; at the two that are left nothing else is tried, as what kills a function can say nothing.
 */
export const TRIES_TO_TELL = TRIES + TRIES_TO_NOTE - 2;

/** SQS keeps a message 14 days at most (SQS quotas, "Message retention"). */
const FORTNIGHT = 14 * 24 * 3600;

/** The queues that there are, by their names in full. */
export function queues(settings: Settings): Queue[] {
  const named = (role: string) => `${settings.prefix}-${role}`;
  return [
    {
      role: 'images',
      name: named('images'),
      // Six times the function's timeout, as the Lambda guide asks of a queue that feeds a function.
      visibilityTimeoutSeconds: 6 * settings.functionTimeoutSeconds,
      retentionSeconds: FORTNIGHT,
      // A second receive is none of this queue: SQS moves the message, and no function has a say in it that could
      // be killed before.
      redrive: { to: 'retries', maxReceiveCount: 1 },
    },
    {
      role: 'retries',
      name: named('retries'),
      visibilityTimeoutSeconds: 6 * settings.functionTimeoutSeconds,
      retentionSeconds: FORTNIGHT,
      // Receives are counted "across all queues" (API reference, ReceiveMessage), the one at which it was moved too.
      redrive: { to: 'dead-letters', maxReceiveCount: TRIES + 1 },
    },
    {
      role: 'videos',
      name: named('videos'),
      visibilityTimeoutSeconds: 6 * planTimeoutSeconds(settings),
      retentionSeconds: FORTNIGHT,
      redrive: { to: 'dead-letters', maxReceiveCount: TRIES },
    },
    {
      role: 'chunks',
      name: named('chunks'),
      visibilityTimeoutSeconds: 6 * chunkTimeoutSeconds(settings),
      retentionSeconds: FORTNIGHT,
      redrive: { to: 'dead-letters', maxReceiveCount: TRIES + TRIES_TO_NOTE },
    },
    {
      role: 'dead-letters',
      name: named('dead-letters'),
      visibilityTimeoutSeconds: 30,
      retentionSeconds: FORTNIGHT,
    },
  ];
}
