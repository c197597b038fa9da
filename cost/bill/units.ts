export const MILLION = 1e6;
export const GB = 2 ** 30;

/** AWS reckons a month at 730 hours. */
export const MINUTES_A_MONTH = 730 * 60;

/**
 * What CloudWatch counts for each event beside its text (API reference, PutLogEvents), and what Lambda writes of each
 * invocation: START, END and REPORT.
 */
const LOG_OVERHEAD = 26;
const PLATFORM = { lines: 3, bytes: 265 };

/** Bytes of log that are paid for, of lines that functions write and of what Lambda adds for each invocation. */
export function logBytes(lines: number, bytes: number, invocations: number): number {
  return bytes + invocations * PLATFORM.bytes + LOG_OVERHEAD * (lines + invocations * PLATFORM.lines);
}
