import { type InvocationError, MAX_REQUEST_BYTES, MAX_RESPONSE_BYTES } from './invocation.ts';

/** Why a sandbox came to its end; what an invocation that was inside it fails with follows from this. */
export type End =
  | { why: 'reported'; error: InvocationError } // the runtime posted /init/error
  | { why: 'init-timeout'; seconds: number }
  | { why: 'timeout'; seconds: number }
  | { why: 'memory' }
  | { why: 'stopped' }
  | { why: 'not-started'; reason: string }
  | { why: 'exit'; code: number | null; signal: NodeJS.Signals | null };

/** `errorType` of an invocation that the host's stop cut short or never began. Not an AWS type: AWS has no stop. */
export const STOPPED = 'Sandbox.Stopped';

/**
 * The error in AWS's own words (Lambda guide, "Troubleshoot execution issues"; the runtime interface
 * emulator, `rapid/handlers.go`), so that what people know how to search for is found.
 */
export function failureOf(end: End, requestId: string): InvocationError {
  const failure = (errorType: string, text: string): InvocationError => ({
    errorType,
    errorMessage: `RequestId: ${requestId} Error: ${text}`,
  });
  switch (end.why) {
    case 'reported':
      return end.error;
    case 'timeout':
      return failure('Sandbox.Timedout', `Task timed out after ${end.seconds.toFixed(2)} seconds`);
    case 'init-timeout':
      return failure('Sandbox.Timedout', `Init phase timed out after ${end.seconds.toFixed(2)} seconds`);
    case 'memory':
      return failure('Runtime.OutOfMemory', 'Runtime exited with error: signal: killed');
    case 'stopped':
      return failure(STOPPED, 'The Lambda host was stopped. Invoke again once it runs');
    case 'not-started':
      return failure('Sandbox.Failure', `The process could not be started: ${end.reason}`);
    case 'exit':
      return failure('Runtime.ExitError', exitText(end.code, end.signal));
  }
}

export const responseTooLarge = (): InvocationError => ({
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
});

export const requestTooLarge = (bytes: number): InvocationError => ({
  errorType: 'RequestTooLargeException',
  errorMessage: `${bytes} byte payload is too large for the RequestResponse invocation type (limit ${MAX_REQUEST_BYTES} bytes)`,
});

function exitText(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `Runtime exited with error: signal: ${SIGNAL_TEXT[signal] ?? signal}`;
  if (code === 0) return 'Runtime exited without providing a reason';
  return `Runtime exited with error: exit status ${code}`;
}

/** As Go's syscall.Signal prints them, for AWS's supervisor is written in Go. */
const SIGNAL_TEXT: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};
