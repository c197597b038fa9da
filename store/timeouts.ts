/**
 * For requests that are answered at once: an endpoint that does not is an error, and no wait without end. The SDK tries
 * three times in all, with pauses of random length, so that this is over in half of a function's usual minute.
 */
export const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/** For photos, which may take long over a slow line: only silence ends them. */
export const STREAM_TIMEOUTS = { connectionTimeout: 5_000, socketTimeout: 30_000 };
