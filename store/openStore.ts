import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tables } from './tables.ts';
import { STREAM_TIMEOUTS, TIMEOUTS } from './timeouts.ts';

/** The clients and names that everything in this folder works with. */
export interface Store {
  db: DynamoDBDocumentClient;
  events: EventBridgeClient;
  names: Record<keyof ReturnType<typeof tables>, string>;
  bucket: string;
  /** Of what is too much for an item. */
  results: { s3: S3Client; bucket: string };
  bus: string;
  /** Where people are enrolled; empty for here. */
  homeRegion: string;
}

/** Without clients of the caller's, credentials, region and endpoint are those of the AWS SDK's own variables. */
export function openStore(
  {
    prefix,
    bucket,
    resultsBucket,
    bus,
    homeRegion = '',
  }: { prefix: string; bucket: string; resultsBucket: string; bus: string; homeRegion?: string },
  {
    db = new DynamoDBClient({ requestHandler: TIMEOUTS }),
    events = new EventBridgeClient({ requestHandler: TIMEOUTS }),
    s3 = new S3Client({
      forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
      requestHandler: STREAM_TIMEOUTS,
    }),
  }: { db?: DynamoDBClient; events?: EventBridgeClient; s3?: S3Client } = {},
): Store {
  const names = Object.fromEntries(Object.entries(tables(prefix)).map(([role, { name }]) => [role, name]));
  return {
    db: DynamoDBDocumentClient.from(db, { marshallOptions: { removeUndefinedValues: true } }),
    events,
    names: names as Store['names'],
    bucket,
    results: { s3, bucket: resultsBucket },
    bus,
    homeRegion,
  };
}
