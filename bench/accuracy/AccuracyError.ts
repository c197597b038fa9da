/** What was given cannot be measured, or not in the way that was asked for. The message states value, rule and remedy. */
export class AccuracyError extends Error {
  override name = 'AccuracyError';
}
