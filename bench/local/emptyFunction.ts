import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { readSettings } from '../../config/settings.ts';
import { tables } from '../../store/tables.ts';

const { prefix, bus } = readSettings();
const { images } = tables(prefix);
const db = new DynamoDBClient({});
const events = new EventBridgeClient({});

/** What the function of a photo does beside the photo: one conditional write and one event for each drop. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  await Promise.all(Records.flatMap(({ body }) => keysOf(body)).map(record));
  return { batchItemFailures: [] };
}

/** The test event of a new notification has no records. */
function keysOf(body: string): string[] {
  const { Records = [] } = JSON.parse(body) as { Records?: { s3: { object: { key: string } } }[] };
  return Records.map(({ s3 }) => decodeURIComponent(s3.object.key.replaceAll('+', ' ')));
}

async function record(key: string): Promise<void> {
  await db.send(
    new PutItemCommand({
      TableName: images.name,
      Item: { image: { S: key }, status: { S: 'analysed' }, analysedAt: { S: new Date().toISOString() } },
      ConditionExpression: 'attribute_not_exists(image)',
    }),
  );
  const entry = { Source: 'face-inbox', EventBusName: bus, DetailType: 'Image Analysed' };
  await events.send(
    new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify({ version: '1', image: key }) }] }),
  );
}
