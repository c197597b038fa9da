/**
 * A fault that a client is told of, by the code that SQS uses for it (API reference, "Common errors" and the errors
 * of each action). It is of the whole request; one entry's fault in a batch is a value in the answer.
 */
export class QueueError extends Error {
  override readonly name = 'QueueError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Codes that SQS's older protocol, and so the AWS CLI, knows by another name (`awsQueryError` in its model). */
const QUERY_CODES: Record<string, string> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  ...Object.fromEntries(
    [
      ...['BatchEntryIdsNotDistinct', 'BatchRequestTooLong', 'EmptyBatchRequest', 'InvalidBatchEntryId'],
      ...['MessageNotInflight', 'PurgeQueueInProgress', 'TooManyEntriesInBatchRequest'],
      'UnsupportedOperation',
    ].map((code) => [code, `AWS.SimpleQueueService.${code}`]),
  ),
};

export function queryCode(code: string): string {
  return QUERY_CODES[code] ?? code;
}

export function invalidValue(value: unknown, parameter: string, reason: string): QueueError {
  return new QueueError(
    'InvalidParameterValue',
    `Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );
}
