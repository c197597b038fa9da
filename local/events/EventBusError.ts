/**
 * A fault that a client is told of, by the code AWS uses for it. `EventBusError` is thrown by an operation as a
 * whole; one entry's fault (PutEvents, PutTargets) is a value in the answer and never thrown.
 */
export class EventBusError extends Error {
  override readonly name = 'EventBusError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export function validationError(message: string): EventBusError {
  return new EventBusError('ValidationException', message);
}

export function unknownBus(name: string): EventBusError {
  return new EventBusError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}

export function unknownRule(rule: string, bus: string): EventBusError {
  return new EventBusError('ResourceNotFoundException', `Rule ${rule} does not exist on EventBus ${bus}.`);
}

export function quotaExceeded(message: string): EventBusError {
  return new EventBusError('LimitExceededException', message);
}
