import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/**
 * Writes the age of the oldest outbox that is not empty as the metric `OldestPending`, in seconds (CloudWatch's embedded metric
 * format, a line in the log), which an alarm is set on: 0 where there is none, so that it can be told from a sweep that does not run.
 * @param inbox the dimension that tells it from those of other inboxes
 */
export function pendingAge(inbox: string): (since: Date | undefined) => void {
  const metrics = new Metrics({
    namespace: 'face-inbox',
    serviceName: 'sweep',
    defaultDimensions: { inbox },
  });
  return (since) => {
    const milliseconds = since === undefined ? 0 : Math.max(0, Date.now() - since.getTime());
    metrics.addMetric('OldestPending', MetricUnit.Seconds, Math.round(milliseconds / 1000));
    metrics.publishStoredMetrics();
  };
}
