import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tables } from './tables.ts';
import { TIMEOUTS } from './timeouts.ts';

/** The clients and names that everything in this folder works with. */
export interface Store {
  db: DynamoDBDocumentClient;
  events: EventBridgeClient;
  names: Record<keyof ReturnType<typeof tables>, string>;
  bucket: string;
  bus: string;
  /** Where people are enrolled; empty for here. */
  homeRegion: string;
}

/** Without clients of the caller's, credentials, region and endpoint are those of the AWS SDK's own variables. */
export function openStore(
  {
    prefix,
    bucket,
    bus,
    homeRegion = '',
  }: { prefix: string; bucket: string; bus: string; homeRegion?: string },
  clients: { db: DynamoDBClient; events: EventBridgeClient } = {
    db: new DynamoDBClient({ requestHandler: TIMEOUTS }),
    events: new EventBridgeClient({ requestHandler: TIMEOUTS }),
  },
): Store {
  const names = Object.fromEntries(Object.entries(tables(prefix)).map(([role, { name }]) => [role, name]));
  return {
    db: DynamoDBDocumentClient.from(clients.db, { marshallOptions: { removeUndefinedValues: true } }),
    events: clients.events,
    names: names as Store['names'],
    bucket,
    bus,
    homeRegion,
  };
}
