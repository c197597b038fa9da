import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** What a call ends with that will not succeed before somebody changes rights, names or credentials. */
const REFUSED =
  /AccessDenied|NotAuthorized|UnrecognizedClient|ExpiredToken|InvalidClientTokenId|ResourceNotFound|NoSuchBucket|QueueDoesNotExist|VectorIndexError/;

/**
 * Writes how many messages of a batch failed as metrics (CloudWatch's embedded metric format, a line in the log), which
 * alarms can be set on: `FailedMessages`, and of them as `RefusedCalls` those that a denied call or a missing bus, bucket,
 * table or queue failed. A batch that went well writes nothing.
 */
export function failureCounter(service: string, inbox: string): (errors: Error[]) => void {
  const metrics = new Metrics({
    namespace: 'face-inbox',
    serviceName: service,
    defaultDimensions: { inbox },
  });
  return (errors) => {
    if (errors.length === 0) return;
    metrics.addMetric('FailedMessages', MetricUnit.Count, errors.length);
    metrics.addMetric(
      'RefusedCalls',
      MetricUnit.Count,
      errors.filter(({ name }) => REFUSED.test(name)).length,
    );
    metrics.publishStoredMetrics();
  };
}
