import { MappingOptionError } from './errors.ts';

/**
 * AWS's limits of an SQS event source mapping (Lambda API reference, CreateEventSourceMapping), but for the
 * concurrency, which AWS wants to be at least 2 and here may be 1.
 * @throws MappingOptionError
 */
export function checkMapping(options: {
  batchSize: number;
  batchWindowSeconds: number;
  maximumConcurrency: number;
  waitSeconds?: number;
  /** Of the function and of its queue, where both are known. */
  timeoutSeconds?: number;
  visibilityTimeoutSeconds?: number;
}): void {
  const { batchSize, batchWindowSeconds, maximumConcurrency, waitSeconds = 20 } = options;
  const { timeoutSeconds = 0, visibilityTimeoutSeconds = timeoutSeconds } = options;
  whole('batchSize', batchSize, 1, 10_000);
  whole('batchWindowSeconds', batchWindowSeconds, 0, 300);
  whole('maximumConcurrency', maximumConcurrency, 1, 1000);
  whole('waitSeconds', waitSeconds, 1, 20);
  if (batchSize > 10 && batchWindowSeconds < 1)
    throw new MappingOptionError(
      'batchWindowSeconds',
      batchWindowSeconds,
      'at least 1 where batchSize is over 10',
    );
  if (visibilityTimeoutSeconds < timeoutSeconds)
    throw new MappingOptionError(
      'visibilityTimeoutSeconds',
      visibilityTimeoutSeconds,
      `at least the ${timeoutSeconds} seconds of the function, and better six times as many`,
    );
}

function whole(option: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new MappingOptionError(option, value, `a whole number from ${low} to ${high}`);
}
