/** A fault that a client is told of, by the code and status that Lambda uses for it. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
