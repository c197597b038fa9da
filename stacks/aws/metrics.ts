import type { Settings } from '../../config/settings.ts';

/** The metrics that the functions write into their logs, as CloudWatch finds them there. */

const NAMESPACE = 'face-inbox';

/** Of changes/countFailures.ts. */
export function failures({ prefix }: Settings, metricName: 'FailedMessages' | 'RefusedCalls') {
  return { namespace: NAMESPACE, metricName, dimensions: { inbox: prefix, service: 'analyse' } };
}

/** Of functions/sweep/pendingAge.ts. */
export function pending({ prefix }: Settings) {
  return {
    namespace: NAMESPACE,
    metricName: 'OldestPending',
    dimensions: { inbox: prefix, service: 'sweep' },
  };
}
