/** A fault that a client is told of, by the code that CloudWatch Logs uses for it. */
export class LogError extends Error {
  override readonly name = 'LogError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export const invalid = (message: string) => new LogError('InvalidParameterException', message);
