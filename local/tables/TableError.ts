const CORAL = new Set(['SerializationException', 'UnknownOperationException', 'RequestEntityTooLarge']);

/** A fault that a client is told of, by the type that DynamoDB uses for it. */
export class TableError extends Error {
  override readonly name = 'TableError';
  readonly code: string;
  readonly status: number;
  /** What is told of it beside its type. */
  readonly body: object;

  constructor(code: string, message: string, status = 400, body: object = { message }) {
    super(message);
    this.code = code;
    this.status = status;
    this.body = body;
  }

  get type(): string {
    return `${CORAL.has(this.code) ? 'com.amazon.coral.service' : 'com.amazonaws.dynamodb.v20120810'}#${this.code}`;
  }
}
