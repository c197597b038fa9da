import { Agent } from 'node:https';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface Access {
  endpoint: string;
  region: string;
  credentials: Credentials;
  /** The server's own certificate, where it speaks TLS. */
  ca?: string;
}

export type Clients = ReturnType<typeof connect>;

/** A client of each service, as that caller. */
export function connect({ endpoint, region, credentials, ca }: Access) {
  const requestHandler = {
    connectionTimeout: 5_000,
    requestTimeout: 60_000,
    throwOnRequestTimeout: true,
    ...(ca !== undefined && { httpsAgent: new Agent({ ca, keepAlive: true }) }),
  };
  const options = { endpoint, region, credentials, requestHandler };
  return {
    alarms: new CloudWatchClient(options),
    logs: new CloudWatchLogsClient(options),
    db: new DynamoDBClient(options),
    events: new EventBridgeClient(options),
    iam: new IAMClient(options),
    lambda: new LambdaClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    scheduler: new SchedulerClient(options),
    sns: new SNSClient(options),
    sqs: new SQSClient(options),
    sts: new STSClient(options),
  };
}
