import { DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { DescribeEventBusCommand } from '@aws-sdk/client-eventbridge';
import { GetBucketNotificationConfigurationCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { type QueueRole, topology } from '../../stacks/topology.ts';
import type { Connection } from '../connect.ts';
import { counted } from '../formats.ts';
import { queueDepth } from '../queueDepth.ts';
import { type Check, type Finding, ok, problem, warning } from './Check.ts';
import { checkTries } from './checkTries.ts';

const DEPLOY =
  'Start the local inbox with `npm start`, or deploy the stack; with other names set INBOX_BUCKET, NAME_PREFIX, EVENT_BUS.';

/** What of the topology is where the clients look for it, and how it fares. */
export function inboxChecks(connection: Connection): Check[] {
  const { bucket, results, queues, tables, bus } = topology(connection.settings);
  return [
    { name: `bucket ${bucket.name}`, run: () => checkBucket(connection, bucket.name) },
    { name: `bucket ${results}`, run: () => checkBucket(connection, results) },
    { name: 'notification', run: () => checkNotification(connection) },
    ...tables.map(({ name }) => ({ name: `table ${name}`, run: () => checkTable(connection, name) })),
    { name: `event bus ${bus}`, run: () => checkBus(connection, bus) },
    ...queues.map(({ name, role }) => ({
      name: `queue ${name}`,
      run: () => (role === 'dead-letters' ? checkDeadLetters(connection) : checkQueue(connection, role)),
    })),
    { name: 'messages that fail', run: () => checkTries(connection) },
  ];
}

async function checkBucket({ s3 }: Connection, Bucket: string): Promise<Finding> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket }));
    return ok('there');
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404) return problem('not there', DEPLOY);
    if (status === 403)
      return problem(
        'not yours to read (403)',
        'Check the credentials, INBOX_BUCKET and RESULTS_BUCKET; bucket names are global.',
      );
    throw error;
  }
}

/** S3 tells its news to whatever the bucket's configuration names; a photo nobody tells of waits for ever. */
async function checkNotification(connection: Connection): Promise<Finding> {
  const { bucket } = topology(connection.settings);
  const { QueueConfigurations = [] } = await connection.s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket: bucket.name }),
  );
  const silent: string[] = [];
  for (const { events, queue } of bucket.notifications) {
    const { arn } = await queueDepth(connection, queue);
    const told = QueueConfigurations.filter(({ QueueArn }) => QueueArn === arn).flatMap(
      ({ Events }) => Events ?? [],
    );
    silent.push(...events.filter((event) => !told.some((name) => name === event)));
  }
  return silent.length === 0
    ? ok(`${bucket.notifications.flatMap(({ events }) => events).join(', ')} to the queue`)
    : problem(`the queue is not told of ${silent.join(', ')}`, DEPLOY);
}

async function checkTable({ store }: Connection, TableName: string): Promise<Finding> {
  try {
    const { Table } = await store.db.send(new DescribeTableCommand({ TableName }));
    const state = Table?.TableStatus;
    return state === 'ACTIVE'
      ? ok('there')
      : warning(`is ${state}`, 'Wait until it is ACTIVE, then look again.');
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return problem('not there', DEPLOY);
    throw error;
  }
}

async function checkBus({ store }: Connection, Name: string): Promise<Finding> {
  try {
    await store.events.send(new DescribeEventBusCommand({ Name }));
    return ok('there');
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return problem('not there', DEPLOY);
    throw error;
  }
}

async function checkQueue(connection: Connection, role: QueueRole): Promise<Finding> {
  const { waiting, atWork } = await queueDepth(connection, role);
  const depth = `${waiting} waiting, ${atWork} at work`;
  return waiting > 0 && atWork === 0
    ? warning(
        `${depth}: nobody takes them at the moment`,
        'If it stays so, the function does not run: see its log and its event source mapping.',
      )
    : ok(depth);
}

async function checkDeadLetters(connection: Connection): Promise<Finding> {
  const { waiting, atWork } = await queueDepth(connection, 'dead-letters');
  const count = waiting + atWork;
  if (count === 0) return ok('empty');
  return warning(
    `${counted(count, 'message')} given up after several tries`,
    'See what they are about, and why: npx face-inbox dlq',
  );
}
