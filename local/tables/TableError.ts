const CORAL = new Set(['SerializationException', 'UnknownOperationException', 'RequestEntityTooLarge']);

/** A fault that a client is told of, by the type that DynamoDB uses for it. */
export class TableError extends Error {
  override readonly name = 'TableError';
  readonly type: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.type = `${CORAL.has(code) ? 'com.amazon.coral.service' : 'com.amazonaws.dynamodb.v20120810'}#${code}`;
    this.status = status;
  }
}
