import type { SQSRecord } from 'aws-lambda';

/** What of a record of Lambda's event is asked for. */
export type Received = Pick<
  SQSRecord,
  'messageId' | 'receiptHandle' | 'body' | 'attributes' | 'eventSourceARN'
>;
