import type { InvocationError } from './invocation.ts';

/** A function was named that the host does not have. A mistake of the caller: nothing to retry. */
export class UnknownFunctionError extends Error {
  override name = 'UnknownFunctionError';
  constructor(name: string, known: string[]) {
    super(
      `There is no function ${JSON.stringify(name)}. A function must be one of those that the host was ` +
        `opened with: ${known.join(', ') || 'none'}. Name one of them, or add it to the topology.`,
    );
  }
}

/** `warm` could not get a sandbox ready. */
export class InitFailedError extends Error {
  override name = 'InitFailedError';
  readonly failure: InvocationError;
  constructor(functionName: string, failure: InvocationError) {
    super(`${functionName} did not start: ${failure.errorType}: ${failure.errorMessage}`);
    this.failure = failure;
  }
}

/** A number of the event source mapping is outside of what AWS allows. */
export class MappingOptionError extends Error {
  override name = 'MappingOptionError';
  constructor(option: string, value: unknown, rule: string) {
    super(`${option} is ${JSON.stringify(value)}, but must be ${rule}. Change it in the topology.`);
  }
}

/** The queue could not be asked. The mapping asks again after a pause. */
export class ReceiveError extends Error {
  override name = 'ReceiveError';
  constructor(queueUrl: string, retryMs: number, cause: unknown) {
    super(
      `Messages of ${queueUrl} could not be received: ${textOf(cause)}. The queue must exist and be ` +
        `reachable; the next try is in ${retryMs} ms.`,
      { cause },
    );
  }
}

/** The function failed as a whole, so the whole batch goes back to the queue. */
export class BatchFailedError extends Error {
  override name = 'BatchFailedError';
  readonly failure: InvocationError;
  constructor(messages: number, failure: InvocationError) {
    super(
      `A batch of ${messages} failed: ${failure.errorType}: ${failure.errorMessage.replace(/\.$/, '')}. All its messages come ` +
        'back after the visibility timeout, and end in the dead-letter queue if this goes on.',
    );
    this.failure = failure;
  }
}

/** Handled messages could not be deleted: they will be handled once more, which at-least-once delivery allows. */
export class SettleError extends Error {
  override name = 'SettleError';
  constructor(what: 'deleted' | 'made visible', messages: number, reason: string) {
    super(
      `${messages} message(s) could not be ${what}: ${reason}. They come back after the visibility timeout; ` +
        'if it happens often, see that the timeout is at least six times that of the function.',
    );
  }
}

export const textOf = (cause: unknown): string =>
  cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
