import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Settings } from '../config/settings.ts';
import type { Store } from '../store/openStore.ts';

/** An inbox whose people are changed. */
export interface Inbox {
  settings: Settings;
  store: Store;
  s3: S3Client;
  sqs: SQSClient;
}
