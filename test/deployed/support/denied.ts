import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DeleteEventBusCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { InvokeCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { DeleteQueueCommand, PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Clients } from '../apply/connect.ts';
import type { Known } from '../apply/resolve.ts';

export type Call = (clients: Clients) => Promise<unknown>;

type ServiceException = Error & { $metadata?: { httpStatusCode?: number } };

interface Calls {
  /** What no function may do. */
  nobody: Record<string, Call>;
  /** What others may do, but not this one; by the functions' roles. */
  notThisOne: Record<string, Record<string, Call>>;
}

/** Makes a bucket that is none of the stack's, with something in it. @returns its name */
export async function makeElsewhere({ s3 }: Clients, bucket: string): Promise<string> {
  const Bucket = `elsewhere-${bucket}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'photo.jpg', Body: 'x' }));
  return Bucket;
}

/**
 * Calls that each function has to be denied, on what the stack has made.
 * @param elsewhere a bucket that is not the stack's
 */
export function callsToDeny(known: Known, bucket: string, elsewhere: string): Calls {
  const queue = (role: string) => String(known.get(`aws_sqs_queue.${role}`)!.url);
  const table = (role: string) => String(known.get(`aws_dynamodb_table.${role}`)!.name);
  const EventBusName = String(known.get('aws_cloudwatch_event_bus.results')!.name);
  const FunctionName = String(known.get('aws_lambda_function.analyse')!.function_name);
  const RoleName = String(known.get('aws_iam_role.analyse')!.name);
  const results = String(known.get('aws_s3_bucket.results')!.bucket);
  const code = String(known.get('aws_s3_bucket.code')!.bucket);
  const { key: zip } = known.get('aws_s3_object.analyse') as { key: string };
  const image = { image: { S: 'photo.jpg' } };
  const send =
    (role: string): Call =>
    (to) =>
      to.sqs.send(new SendMessageCommand({ QueueUrl: queue(role), MessageBody: '{}' }));
  const remove =
    (Key: string): Call =>
    (to) =>
      to.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  const scan =
    (role: string): Call =>
    (to) =>
      to.db.send(new ScanCommand({ TableName: table(role) }));
  const key = { Bucket: bucket, Key: 'photo.jpg' };
  const nobody: Calls['nobody'] = {
    's3:PutObject': (to) => to.s3.send(new PutObjectCommand({ ...key, Body: 'x' })),
    's3:DeleteObject of people': remove('people/ann/1.jpg'),
    's3:DeleteBucket': (to) => to.s3.send(new DeleteBucketCommand({ Bucket: bucket })),
    's3:PutBucketNotification': (to) =>
      to.s3.send(
        new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration: {} }),
      ),
    's3:GetObject elsewhere': (to) => to.s3.send(new GetObjectCommand({ ...key, Bucket: elsewhere })),
    's3:GetObject of the code': (to) => to.s3.send(new GetObjectCommand({ Bucket: code, Key: zip })),
    'sqs:SendMessage to the retries': send('retries'),
    'sqs:SendMessage to the dead letters': send('dead-letters'),
    'sqs:PurgeQueue': (to) => to.sqs.send(new PurgeQueueCommand({ QueueUrl: queue('images') })),
    'sqs:DeleteQueue': (to) => to.sqs.send(new DeleteQueueCommand({ QueueUrl: queue('images') })),
    'dynamodb:DeleteTable': (to) => to.db.send(new DeleteTableCommand({ TableName: table('images') })),
    'dynamodb:CreateTable': (to) =>
      to.db.send(
        new CreateTableCommand({
          TableName: 'own',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
        }),
      ),
    'events:PutRule': (to) =>
      to.events.send(new PutRuleCommand({ Name: 'own', EventBusName, EventPattern: '{"source":["x"]}' })),
    'events:DeleteEventBus': (to) => to.events.send(new DeleteEventBusCommand({ Name: EventBusName })),
    'iam:PutRolePolicy': (to) =>
      to.iam.send(
        new PutRolePolicyCommand({
          ...{ RoleName, PolicyName: 'own' },
          PolicyDocument: '{"Version":"2012-10-17","Statement":[]}',
        }),
      ),
    'lambda:InvokeFunction': (to) => to.lambda.send(new InvokeCommand({ FunctionName })),
    'lambda:UpdateFunctionConfiguration': (to) =>
      to.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 900 })),
  };
  const notThisOne: Calls['notThisOne'] = {
    analyse: {
      's3:DeleteObject': remove('photo.jpg'),
      'sqs:SendMessage to the images': send('images'),
    },
    plan: {
      's3:DeleteObject': remove('photo.jpg'),
      's3:PutObject of results': (to) =>
        to.s3.send(new PutObjectCommand({ Bucket: results, Key: 'x.json', Body: 'x' })),
      'sqs:SendMessage to the images': send('images'),
      'sqs:SendMessage to the videos': send('videos'),
      'dynamodb:Scan': scan('images'),
    },
    'analyse-chunk': {
      's3:DeleteObject': remove('photo.jpg'),
      's3:GetObject of results': (to) => to.s3.send(new GetObjectCommand({ Bucket: results, Key: 'x.json' })),
      'sqs:SendMessage to the videos': send('videos'),
      'sqs:SendMessage to the chunks': send('chunks'),
    },
    sweep: {
      's3:GetObject': (to) => to.s3.send(new GetObjectCommand(key)),
      's3:DeleteObject': remove('photo.jpg'),
      'sqs:SendMessage to the images': send('images'),
      'dynamodb:Scan': scan('images'),
    },
    reconcile: { 's3:DeleteObject': remove('photo.jpg') },
    expire: {
      'sqs:SendMessage to the images': send('images'),
      'dynamodb:Scan': scan('images'),
      'dynamodb:UpdateItem': (to) =>
        to.db.send(new UpdateItemCommand({ TableName: table('images'), Key: image })),
    },
  };
  return { nobody, notThisOne };
}

/** Calls that only a server denies which knows the table that a right is for. */
export function callsToDenyByTable(known: Known): Record<string, Record<string, Call>> {
  const table = (role: string) => String(known.get(`aws_dynamodb_table.${role}`)!.name);
  const scan =
    (role: string): Call =>
    (to) =>
      to.db.send(new ScanCommand({ TableName: table(role) }));
  const forget: Call = (to) =>
    to.db.send(new DeleteItemCommand({ TableName: table('images'), Key: { image: { S: 'photo.jpg' } } }));
  return {
    analyse: { 'dynamodb:Scan of images': scan('images'), 'dynamodb:DeleteItem of images': forget },
    plan: { 'dynamodb:Scan of people': scan('people'), 'dynamodb:DeleteItem of images': forget },
    'analyse-chunk': { 'dynamodb:Scan of images': scan('images'), 'dynamodb:DeleteItem of images': forget },
    sweep: { 'dynamodb:DeleteItem of images': forget },
    reconcile: { 'dynamodb:Scan of the state': scan('state'), 'dynamodb:DeleteItem of images': forget },
    expire: {},
  };
}

/** What came of the calls that were not denied; nothing where all were. */
export async function notDenied(clients: Clients, calls: Record<string, Call>): Promise<string[]> {
  const answers = Object.entries(calls).map(async ([name, call]) => {
    try {
      await call(clients);
      return [`${name} was allowed`];
    } catch (error) {
      const { name: kind, message, $metadata } = error as ServiceException;
      // One may write its denial so that the SDK cannot read it; the status is there all the same.
      return $metadata?.httpStatusCode === 403 ? [] : [`${name} ended with ${kind}: ${message}`];
    }
  });
  return (await Promise.all(answers)).flat();
}
