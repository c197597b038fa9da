import {
  CreateTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateEventBusCommand,
  type EventBridgeClient,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  type S3Client,
  type Event as S3EventName,
} from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Queue, QueueRole, Topology } from '../stacks/topology.ts';
import { withNotifications } from '../stacks/withNotifications.ts';
import type { Table } from '../store/tables.ts';

export interface Clients {
  s3: S3Client;
  sqs: SQSClient;
  db: DynamoDBClient;
  events: EventBridgeClient;
}

/** The account that all local services say they belong to. */
const ACCOUNT = '000000000000';

export function queueArn(region: string, name: string): string {
  return `arn:aws:sqs:${region}:${ACCOUNT}:${name}`;
}

export function queueUrl(endpoint: string, name: string): string {
  return `${endpoint}/${ACCOUNT}/${name}`;
}

/** Makes what the topology names and is not there yet, as deploying does in the cloud. */
export async function deploy(clients: Clients, topology: Topology, region: string): Promise<void> {
  const arnOf = (role: QueueRole) =>
    queueArn(region, topology.queues.find((queue) => queue.role === role)!.name);

  // All of them first: they name each other.
  for (const { name } of topology.queues) await clients.sqs.send(new CreateQueueCommand({ QueueName: name }));
  for (const queue of topology.queues) await setUpQueue(clients.sqs, queue, arnOf);
  await Promise.all(topology.tables.map((table) => createTable(clients.db, table)));
  await clients.events
    .send(new CreateEventBusCommand({ Name: topology.bus }))
    .catch(unless(ResourceAlreadyExistsException));

  for (const Bucket of [topology.bucket.name, topology.results, topology.galleries ?? []].flat())
    await clients.s3.send(new CreateBucketCommand({ Bucket }));
  const ours = topology.bucket.notifications.map(({ events, queue }) => ({
    Id: `to-${queue}`,
    QueueArn: arnOf(queue),
    Events: events as S3EventName[],
  }));
  const Bucket = topology.bucket.name;
  const there = await clients.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  const NotificationConfiguration = withNotifications(there, ours);
  await clients.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
}

async function setUpQueue(sqs: SQSClient, queue: Queue, arnOf: (role: QueueRole) => string) {
  const { redrive } = queue;
  const Attributes = {
    VisibilityTimeout: String(queue.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(queue.retentionSeconds),
    ...(redrive && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: arnOf(redrive.to),
        maxReceiveCount: redrive.maxReceiveCount,
      }),
    }),
  };
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue.name }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
}

/** Where it is missing. */
export async function createTable(db: DynamoDBClient, { name, key, indexes, ttlAttribute }: Table) {
  const keySchema = ({ hash, range }: { hash: string; range?: string }) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' as const }]),
  ];
  const attributes = new Set(
    [key, ...indexes].flatMap(({ hash, range }) => (range ? [hash, range] : [hash])),
  );
  await db
    .send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keySchema(key),
        AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        ...(indexes.length > 0 && {
          GlobalSecondaryIndexes: indexes.map((index) => ({
            IndexName: index.name,
            KeySchema: keySchema(index),
            Projection: { ProjectionType: index.keysOnly ? ('KEYS_ONLY' as const) : ('ALL' as const) },
          })),
        }),
      }),
    )
    .catch(unless(ResourceInUseException));
  if (ttlAttribute) await enableTimeToLive(db, name, ttlAttribute);
}

/** DynamoDB refuses to enable what is enabled. */
async function enableTimeToLive(db: DynamoDBClient, TableName: string, AttributeName: string) {
  const { TimeToLiveDescription: now } = await db.send(new DescribeTimeToLiveCommand({ TableName }));
  if (now?.TimeToLiveStatus === 'ENABLED') return;
  const TimeToLiveSpecification = { AttributeName, Enabled: true };
  await db.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}

/** Lets pass that the thing is there already. */
function unless(kind: new (...args: never[]) => Error) {
  return (error: unknown) => {
    if (!(error instanceof kind)) throw error;
  };
}
