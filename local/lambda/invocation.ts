/** What a handler's failure looks like to the one who invoked it (Lambda guide, "Runtime API", ErrorRequest). */
export interface InvocationError {
  errorType: string;
  errorMessage: string;
  stackTrace?: string[];
}

export type InvocationResult = { ok: true; payload: unknown } | { ok: false; error: InvocationError };

/** One event on its way to a handler. `payload` is JSON. */
export interface Invocation {
  requestId: string;
  payload: string;
}

/** "Invocation payload (request and response): 6 MB each (synchronous)" (Lambda guide, "Lambda quotas"). */
export const MAX_REQUEST_BYTES = 6 * 1024 * 1024;

/** The service lets a response have 100 bytes more; its error message names this number. */
export const MAX_RESPONSE_BYTES = MAX_REQUEST_BYTES + 100;
